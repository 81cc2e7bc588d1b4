"""Step caches: parts of a denoising step taken from an earlier step instead of computed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from .mag_ratios import MagRatios
from .named_choice import choice_text, named_choice
from .setting import Number, OneOf, OnOff, Span, Whole, insist_on_valid_settings, setting


class StepMask(StrEnum):
    """Which steps cache-dit computes in any case (its "step computation mask")."""

    NONE = "none"
    SLOW = "slow"
    MEDIUM = "medium"
    FAST = "fast"
    ULTRA = "ultra"


@dataclass(frozen=True, slots=True)
class _Cache:
    name: ClassVar[str]
    decides_for_the_batch: ClassVar[bool] = False
    """Whether one decision to skip is taken over all pictures of a batch."""
    keeps_states_apart: ClassVar[bool] = True
    """Whether guidance's two passes, if they are separate, each have a state of their own."""

    def __post_init__(self) -> None:
        insist_on_valid_settings(self)

    def __str__(self) -> str:
        return choice_text(self)


@dataclass(frozen=True, slots=True)
class NoCache(_Cache):
    """Every step is computed."""

    name: ClassVar[str] = "off"


@dataclass(frozen=True, slots=True)
class DeepCache(_Cache):
    """A UNet's deep layers are computed in every `interval`-th step only (arXiv 2312.00858)."""

    name: ClassVar[str] = "deep_cache"

    interval: int = setting(
        3, Whole(2, 1000), "DG_CACHE_INTERVAL", "compute everything in every n-th step"
    )
    branch_id: int = setting(
        0, Whole(0, 11), "DG_CACHE_BRANCH_ID", "from which skip branch on; 0 skips the most"
    )


@dataclass(frozen=True, slots=True)
class FirstBlockCache(_Cache):
    """If the first block's residual hardly changed, the others' are reused (ParaAttention)."""

    name: ClassVar[str] = "first_block_cache"
    decides_for_the_batch: ClassVar[bool] = True

    threshold: float = setting(
        0.05, Number(0, 100), "DG_FBC_THRESHOLD", "the largest relative change that still skips"
    )


@dataclass(frozen=True, slots=True)
class PyramidAttentionBroadcast(_Cache):
    """Attention outputs are reused for some steps (arXiv 2408.12588)."""

    name: ClassVar[str] = "pab"
    keeps_states_apart: ClassVar[bool] = False

    spatial_skip: int = setting(
        2, Whole(2, 1000), "DG_PAB_SPATIAL_SKIP", "compute attention in every n-th step"
    )
    timestep_skip: tuple[int, int] = setting(
        (100, 800), Span(-1, 1001), "DG_PAB_TIMESTEP_SKIP", "only between these timesteps"
    )


@dataclass(frozen=True, slots=True)
class FasterCache(_Cache):
    """Attention outputs are extrapolated from the last two computed (arXiv 2410.19355)."""

    name: ClassVar[str] = "faster_cache"
    keeps_states_apart: ClassVar[bool] = False

    spatial_skip: int = setting(
        2, Whole(2, 1000), "DG_FASTER_SPATIAL_SKIP", "compute attention in every n-th step"
    )
    timestep_skip: tuple[int, int] = setting(
        (-1, 681), Span(-1, 1001), "DG_FASTER_TIMESTEP_SKIP", "only between these timesteps"
    )


@dataclass(frozen=True, slots=True)
class TaylorSeer(_Cache):
    """Outputs are predicted by a Taylor series of the steps before (arXiv 2503.06923).

    On the bundled model the lite form is the one that pays: it skips whole blocks, where the other
    skips attention alone.
    """

    name: ClassVar[str] = "taylor_seer"

    interval: int = setting(
        5, Whole(2, 1000), "DG_TAYLOR_INTERVAL", "compute everything in every n-th step"
    )
    order: int = setting(1, Whole(0, 4), "DG_TAYLOR_ORDER", "of the Taylor series")
    warmup_steps: int = setting(
        3, Whole(1, 1000), "DG_TAYLOR_WARMUP_STEPS", "steps computed before the first prediction"
    )
    final_steps: int = setting(
        0, Whole(0, 1000), "DG_TAYLOR_FINAL_STEPS", "steps computed at the end"
    )
    lite: bool = setting(
        True,
        OnOff(),
        "DG_TAYLOR_LITE",
        "predict the denoiser's last projection and skip its blocks whole, instead of predicting "
        "each attention",
    )


@dataclass(frozen=True, slots=True)
class MagCache(_Cache):
    """Steps are skipped where the residual's size is known to change little (arXiv 2506.09045)."""

    name: ClassVar[str] = "mag_cache"

    threshold: float = setting(
        0.06, Number(0, 100), "DG_MAG_THRESHOLD", "the largest accumulated error that still skips"
    )
    max_skip_steps: int = setting(
        3, Whole(1, 1000), "DG_MAG_MAX_SKIP_STEPS", "steps skipped in a row at the most"
    )
    retention_ratio: float = setting(
        0.2, Number(0, 1), "DG_MAG_RETENTION_RATIO", "share of first steps that are computed"
    )
    ratios: tuple[float, ...] = setting(
        (),
        MagRatios(),
        "DG_MAG_RATIOS",
        "the residual's size in each step against the step before, measured on the model; "
        "`flux` is what was published for FLUX.1, `model` what the model's folder brings",
    )


@dataclass(frozen=True, slots=True)
class CacheDit(_Cache):
    """cache-dit's DBCache: like a first-block cache over any number of first and last blocks."""

    name: ClassVar[str] = "cache_dit"
    decides_for_the_batch: ClassVar[bool] = True

    threshold: float = setting(
        0.08,
        Number(0, 100),
        "DG_CACHE_DIT_THRESHOLD",
        "the largest relative change that still skips",
    )
    front_blocks: int = setting(
        1, Whole(1, 1000), "DG_CACHE_DIT_FRONT_BLOCKS", "first blocks, computed in every step"
    )
    back_blocks: int = setting(
        0, Whole(0, 1000), "DG_CACHE_DIT_BACK_BLOCKS", "last blocks, computed in every step"
    )
    warmup_steps: int = setting(
        8, Whole(0, 1000), "DG_CACHE_DIT_WARMUP_STEPS", "steps computed at the beginning"
    )
    max_skip_steps: int = setting(
        0,
        Whole(0, 1000),
        "DG_CACHE_DIT_MAX_SKIP_STEPS",
        "steps skipped in a row at the most; 0 is no limit",
    )
    taylor_order: int = setting(
        0,
        Whole(0, 4),
        "DG_CACHE_DIT_TAYLOR_ORDER",
        "predict the skipped blocks' residual by a Taylor series of that order; 0 reuses it",
    )
    step_mask: StepMask = setting(
        StepMask.NONE,
        OneOf(StepMask),
        "DG_CACHE_DIT_STEP_MASK",
        "which steps may be skipped at all, fewest with `slow`, most with `ultra`",
    )


StepCache = (
    NoCache
    | DeepCache
    | FirstBlockCache
    | PyramidAttentionBroadcast
    | FasterCache
    | TaylorSeer
    | MagCache
    | CacheDit
)

STEP_CACHES: dict[str, type[StepCache]] = {
    kind.name: kind
    for kind in (
        DeepCache,
        FirstBlockCache,
        PyramidAttentionBroadcast,
        FasterCache,
        TaylorSeer,
        MagCache,
        CacheDit,
    )
}
"""Every cache by its name on the command line."""


def step_cache_called(text: str) -> StepCache:
    """Return the cache whose `str` is `text`.

    Raises:
        ValueError: there is none.
    """
    kinds: dict[str, type[StepCache]] = {NoCache.name: NoCache, **STEP_CACHES}
    return named_choice(kinds, text)
