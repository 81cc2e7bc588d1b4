"""A receipt for the eye: one line an optimization."""

from collections.abc import Iterator, Sequence

from ...application.generation_event import Accepted
from ...domain.picture import StoredPicture
from ...domain.progress import Timings
from ...domain.receipt import Applied, Degraded, Outcome, OutcomeStatus, PlanReceipt, Refused
from .amount_text import counted, duration

MARKS = {
    OutcomeStatus.PLANNED: "·",
    OutcomeStatus.APPLIED: "✓",
    OutcomeStatus.DEGRADED: "~",
    OutcomeStatus.REFUSED: "✗",
}


def receipt_lines(receipt: PlanReceipt, *, detailed: bool) -> Iterator[str]:
    """Yield mark, name, setting, and the evidence or the reason; with details, what is left."""
    rows = [
        (MARKS[outcome.status], outcome.optimization, outcome.setting, _why(outcome))
        for outcome in receipt.outcomes
    ]
    for outcome, line in zip(receipt.outcomes, aligned(rows), strict=True):
        yield line
        if detailed and isinstance(outcome, Degraded | Refused):
            yield f"    {outcome.suggestion} [{outcome.rule}]"
        if detailed and isinstance(outcome, Degraded) and outcome.evidence:
            yield f"    seen: {outcome.evidence}"
    if detailed:
        yield f"plan {receipt.plan_fingerprint}"


def request_lines(accepted: Accepted) -> Iterator[str]:
    """Yield the request as it is drawn, with every default filled in."""
    request, model = accepted.request, accepted.model
    yield f"model {model.name} ({model.pipeline_class}) on {accepted.device}"
    yield f"prompt {request.prompt!r}, negative prompt {request.negative_prompt!r}"
    yield (
        f"{request.size}, {request.steps} steps, guidance scale {request.guidance_scale:g}, "
        f"seed {request.seed}, {counted(request.pictures, 'picture')} as {request.format}"
    )


def timing_line(timings: Timings) -> str:
    """Return where the time went."""
    return (
        f"load {duration(timings.load_seconds)}, encode {duration(timings.encode_seconds)}, "
        f"denoise {duration(timings.denoise_seconds)} ({counted(timings.steps, 'step')}), "
        f"decode {duration(timings.decode_seconds)}, save {duration(timings.save_seconds)}"
    )


def summary_line(pictures: Sequence[StoredPicture], timings: Timings) -> str:
    """Return how many pictures there are, of which seeds, and how long it took."""
    seeds = "seeds" if len(pictures) > 1 else "seed"
    numbers = " to ".join(str(seed) for seed in sorted({pictures[0].seed, pictures[-1].seed}))
    drawing = timings.encode_seconds + timings.denoise_seconds + timings.decode_seconds
    return (
        f"{counted(len(pictures), 'picture')}, {seeds} {numbers}, "
        f"in {duration(drawing + timings.save_seconds)} "
        f"after {duration(timings.load_seconds)} of loading"
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines, each cell but the last as wide as the widest of its column."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    return ["  ".join([*map(str.ljust, row[:-1], widths), row[-1]]).rstrip() for row in rows]


def _why(outcome: Outcome) -> str:
    match outcome:
        case Applied(evidence=evidence):
            return evidence
        case Degraded(reason=reason) | Refused(reason=reason):
            return reason
        case _:
            return ""
