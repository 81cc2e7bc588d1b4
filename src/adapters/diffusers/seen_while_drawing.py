"""What only drawing a picture shows: whether a cache skipped, whether torch gave up compiling."""

from collections.abc import Iterable, Iterator

from ...domain.compilation import Compilation, NoCompilation
from ...domain.denoiser_counts import DenoiserCounts
from ...domain.probe_rule import ProbeRule
from ...domain.receipt import Outcome
from ...domain.step_cache import NoCache, StepCache
from ...domain.technique import Technique
from .outcome import outcome_of
from .techniques.seen import Lesser, Seen

_GAVE_UP = "recompile_limit"
"""What torch warns of when a function has had too many variants."""


def cache_outcome(cache: StepCache, seen: Seen, counts: DenoiserCounts) -> Outcome:
    """Return the cache's outcome: what a probe saw before the picture, and what was counted."""
    skipped = counts.skipped
    if isinstance(cache, NoCache) or not seen.as_planned:
        return outcome_of(Technique.CACHE, str(cache), seen)
    if not counts.units:
        uncounted = Lesser(
            ProbeRule.CACHE_NOT_COUNTED,
            f"{cache.name} computes this model by its own code, so what it skipped is not known.",
            "Compare the time with and without it.",
            f"{seen.evidence}; {counts.calls} denoiser calls",
        )
        return outcome_of(Technique.CACHE, str(cache), uncounted)
    if skipped is None:
        runs = ", ".join(
            f"{one.runs} of {one.expected} runs of {one.unit}" for one in counts.units
        )
        lesser = Lesser(
            ProbeRule.CACHE_SKIPPED_NOTHING,
            f"{cache.name} was in force and skipped nothing in this picture.",
            "Draw in more steps, or let it skip more (a higher threshold, fewer warm-up steps).",
            f"{seen.evidence}; {runs} in {counts.calls} calls",
        )
        return outcome_of(Technique.CACHE, str(cache), lesser)
    evidence = f"{skipped}; {seen.evidence}"
    return outcome_of(Technique.CACHE, str(cache), Seen(as_planned=True, evidence=evidence))


def gave_up_compiling(remarks: Iterable[str]) -> str:
    """Return torch's own word that it gave up compiling something, or nothing."""
    return next((remark for remark in remarks if _GAVE_UP in remark), "")


def compile_outcome(compilation: Compilation, gave_up: str) -> Iterator[Outcome]:
    """Yield an outcome where torch gave up compiling; else the one of loading stands."""
    if gave_up and not isinstance(compilation, NoCompilation):
        lesser = Lesser(
            ProbeRule.COMPILE_GAVE_UP,
            "torch reached its limit of variants of a function, and runs it uncompiled.",
            "Draw pictures of one size, and leave out what changes the model while it draws.",
            gave_up[:200],
        )
        yield outcome_of(Technique.COMPILE, str(compilation), lesser)


def batch_outcome(batch_size: int, pictures: int, counts: DenoiserCounts) -> Outcome:
    """Return how many pictures shared the call, which came back from it together."""
    evidence = (
        f"{pictures} pictures shared {counts.calls} denoiser calls"
        if pictures > 1
        else f"a picture alone had {counts.calls} denoiser calls"
    )
    seen = Seen(as_planned=pictures <= batch_size, evidence=evidence)
    return outcome_of(Technique.BATCH_SIZE, str(batch_size), seen)
