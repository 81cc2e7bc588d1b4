"""What the quality benchmark compares with drawing everything in 28 steps of float32."""

from dataclasses import dataclass

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting, StorageType
from diffgentor.domain.precision import Precision
from diffgentor.domain.step_cache import (
    CacheDit,
    FasterCache,
    FirstBlockCache,
    MagCache,
    PyramidAttentionBroadcast,
    StepCache,
    StepMask,
    TaylorSeer,
)

STEPS = 28
WHOLE = (-1, 1001)


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to draw. `label` is how a person asks for it on the command line."""

    label: str
    plan: AskedPlan
    steps: int = STEPS

    @property
    def is_cache(self) -> bool:
        """Whether a step cache is what it tries."""
        return bool(self.plan.caches)


def _cache(label: str, cache: StepCache) -> Contender:
    return Contender(label, AskedPlan(caches=(cache,)))


BASELINE = Contender("everything computed", AskedPlan())

CACHES = (
    _cache("first_block_cache threshold=0.1", FirstBlockCache(0.1)),
    _cache("first_block_cache threshold=0.2", FirstBlockCache(0.2)),
    _cache("mag_cache threshold=0.12 max_skip_steps=2", MagCache(0.12, 2)),
    _cache("mag_cache threshold=0.24", MagCache(0.24)),
    _cache(
        "pab spatial_skip=3 timestep_skip=-1,1001",
        PyramidAttentionBroadcast(3, WHOLE),
    ),
    _cache("faster_cache timestep_skip=-1,1001", FasterCache(2, WHOLE)),
    _cache("taylor_seer lite=off interval=3", TaylorSeer(interval=3, lite=False)),
    _cache(
        "taylor_seer interval=3 warmup_steps=2 order=2",
        TaylorSeer(interval=3, order=2, warmup_steps=2),
    ),
    _cache(
        "taylor_seer interval=5 warmup_steps=2",
        TaylorSeer(interval=5, warmup_steps=2),
    ),
    _cache(
        "cache_dit threshold=1 warmup_steps=4 max_skip_steps=2",
        CacheDit(1.0, warmup_steps=4, max_skip_steps=2),
    ),
    _cache(
        "cache_dit threshold=1 warmup_steps=4 max_skip_steps=2 taylor_order=2",
        CacheDit(1.0, warmup_steps=4, max_skip_steps=2, taylor_order=2),
    ),
    _cache(
        "cache_dit threshold=1 step_mask=medium taylor_order=1",
        CacheDit(1.0, taylor_order=1, step_mask=StepMask.MEDIUM),
    ),
)

PRECISIONS = (
    Contender("--torch_dtype bfloat16", AskedPlan(precision=Precision.BFLOAT16)),
    Contender("--torch_dtype float16", AskedPlan(precision=Precision.FLOAT16)),
    Contender("--enable_layerwise_casting (float8_e4m3fn)", AskedPlan(casting=AskedCasting())),
    Contender(
        "--enable_layerwise_casting (float8_e5m2)",
        AskedPlan(casting=AskedCasting(StorageType.FLOAT8_E5M2)),
    ),
)


def fewer_steps(steps: int) -> Contender:
    """The control: no cache, and only so many steps."""
    return Contender(f"{steps} steps, everything computed", AskedPlan(), steps)
