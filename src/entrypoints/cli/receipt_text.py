"""A receipt for the eye: one line an optimization."""

from collections.abc import Iterator, Sequence

from ...application.generation_event import Accepted
from ...domain.picture import StoredPicture
from ...domain.planning import BY_DEFAULT
from ...domain.progress import Timings
from ...domain.receipt import Applied, Degraded, Outcome, OutcomeStatus, PlanReceipt, Refused
from .amount_text import counted, duration

MARKS = {
    OutcomeStatus.PLANNED: "·",
    OutcomeStatus.APPLIED: "✓",
    OutcomeStatus.DEGRADED: "~",
    OutcomeStatus.REFUSED: "✗",
}

LONGEST_SETTING = 28
"""Characters; of a longer setting the column shows the first word."""


def receipt_lines(receipt: PlanReceipt, *, detailed: bool) -> Iterator[str]:
    """Yield mark, name, setting, and the evidence or the reason; with details, what is left."""
    rows = [
        (MARKS[outcome.status], outcome.optimization, _short_setting(outcome), _why(outcome))
        for outcome in receipt.outcomes
    ]
    for outcome, line in zip(receipt.outcomes, aligned(rows), strict=True):
        yield line
        if detailed and (choice := _choice(outcome)):
            yield f"    {choice}"
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


def _short_setting(outcome: Outcome) -> str:
    setting = outcome.setting
    return setting if len(setting) <= LONGEST_SETTING else f"{setting.split(' ')[0]} …"


def _choice(outcome: Outcome) -> str:
    """Return the setting, where the line above has no room for it, and where it comes from."""
    setting = outcome.setting if _short_setting(outcome) != outcome.setting else ""
    by_default = outcome.origin == BY_DEFAULT
    origin = f"from {outcome.origin}" if outcome.origin and not by_default else ""
    return "  ".join(filter(None, (setting, "by default" if by_default else origin)))


def _why(outcome: Outcome) -> str:
    match outcome:
        case Applied(evidence=evidence):
            return evidence
        case Degraded(reason=reason) | Refused(reason=reason):
            return reason
        case _:
            return ""
