"""Each step cache with settings under which it skips on random weights, and who has it."""

from diffgentor.domain.step_cache import (
    CacheDit,
    DeepCache,
    FasterCache,
    FirstBlockCache,
    MagCache,
    PyramidAttentionBroadcast,
    StepCache,
    StepMask,
    TaylorSeer,
)
from tests.tiny_pipelines.families import (
    FLUX,
    FLUX2_KLEIN,
    FLUX_KONTEXT,
    PIXART,
    QWEN_IMAGE,
    SD3,
    SD15,
    SDXL,
    Family,
)

DEEP = DeepCache(interval=2)
FIRST_BLOCK = FirstBlockCache(threshold=10.0)
PAB = PyramidAttentionBroadcast(timestep_skip=(-1, 1001))
FASTER = FasterCache(timestep_skip=(-1, 1001))
TAYLOR = TaylorSeer(interval=2, warmup_steps=2, lite=False)
TAYLOR_LITE = TaylorSeer(interval=2, warmup_steps=2, lite=True)
MAG = MagCache(threshold=5.0, ratios=(1.0, 1.01, 1.02, 1.0))
CACHE_DIT = CacheDit(threshold=10.0, warmup_steps=2)
CACHE_DIT_TAYLOR = CacheDit(threshold=10.0, warmup_steps=2, taylor_order=1)
CACHE_DIT_MASK = CacheDit(threshold=10.0, warmup_steps=2, step_mask=StepMask.FAST)

TRANSFORMERS = (FLUX, FLUX_KONTEXT, FLUX2_KLEIN, QWEN_IMAGE, SD3, PIXART)

HAVING: dict[StepCache, tuple[Family, ...]] = {
    DEEP: (SD15, SDXL),
    FIRST_BLOCK: (FLUX, FLUX_KONTEXT, QWEN_IMAGE, PIXART),
    PAB: (FLUX, FLUX_KONTEXT, FLUX2_KLEIN, SD3, PIXART, SD15, SDXL),
    FASTER: (FLUX, FLUX_KONTEXT, FLUX2_KLEIN, SD3, PIXART),
    TAYLOR: (FLUX, FLUX_KONTEXT, FLUX2_KLEIN, QWEN_IMAGE, SD3),
    TAYLOR_LITE: (FLUX, FLUX_KONTEXT, FLUX2_KLEIN, QWEN_IMAGE, PIXART),
    MAG: TRANSFORMERS,
    CACHE_DIT: TRANSFORMERS,
    CACHE_DIT_TAYLOR: TRANSFORMERS,
    CACHE_DIT_MASK: TRANSFORMERS,
}
"""Which families each cache draws with; a rule refuses it for the others."""

PAIRS = [(cache, family) for cache, families in HAVING.items() for family in families]


def pair_name(value: object) -> str:
    """A family by its name, a cache by its name and what is special about it."""
    if isinstance(value, Family):
        return value.name
    special = {TAYLOR_LITE: "-lite", CACHE_DIT_TAYLOR: "-taylor", CACHE_DIT_MASK: "-mask"}
    return f"{value.name}{special.get(value, '')}"  # type: ignore[attr-defined, call-overload]
