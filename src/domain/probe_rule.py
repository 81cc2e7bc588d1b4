"""What is decided only on the loaded model, when a rule before loading could not know."""

from enum import StrEnum


class ProbeRule(StrEnum):
    """Identifiers of such decisions; `why` says what each means."""

    PROBE_DISAGREES = "PROBE_DISAGREES"
    ATTENTION_IS_THE_MODELS_OWN = "ATTENTION_IS_THE_MODELS_OWN"
    DECODE_RAN_OUT_OF_MEMORY = "DECODE_RAN_OUT_OF_MEMORY"
    CACHE_SKIPPED_NOTHING = "CACHE_SKIPPED_NOTHING"
    CACHE_NOT_COUNTED = "CACHE_NOT_COUNTED"
    COMPILE_GAVE_UP = "COMPILE_GAVE_UP"

    @property
    def verdict(self) -> str:
        """Whether it stops the run."""
        return "refuses" if self is ProbeRule.PROBE_DISAGREES else "degrades"

    @property
    def why(self) -> str:
        """What it means, one sentence."""
        return _WHY[self]


_WHY = {
    ProbeRule.PROBE_DISAGREES: "A technique was applied, and a look at the loaded model shows "
    "that it is not in force.",
    ProbeRule.ATTENTION_IS_THE_MODELS_OWN: "Some of the model's attention is computed by code of "
    "its own, which no choice of kernel reaches.",
    ProbeRule.DECODE_RAN_OUT_OF_MEMORY: "Memory did not suffice for decoding, so the same latents "
    "were decoded again in slices or tiles.",
    ProbeRule.CACHE_SKIPPED_NOTHING: "A step cache was in force over a whole picture, and "
    "everything was computed all the same.",
    ProbeRule.CACHE_NOT_COUNTED: "A step cache was in force whose library computes by code of its "
    "own, so that nobody could count what it skipped.",
    ProbeRule.COMPILE_GAVE_UP: "torch reached its limit of variants of a function and runs the "
    "rest of it uncompiled.",
}
