"""TaylorSeer: outputs are predicted by a Taylor series of the steps before.

arXiv 2503.06923, as diffusers has it.
"""

from diffusers.hooks import TaylorSeerCacheConfig, apply_taylorseer_cache

from ....domain.step_cache import StepCache, TaylorSeer
from .hooked_cache import HookedCache
from .target import CacheTarget


def _put_on(target: CacheTarget, cache: StepCache) -> None:
    assert isinstance(cache, TaylorSeer)
    config = TaylorSeerCacheConfig(
        cache_interval=cache.interval,
        disable_cache_before_step=cache.warmup_steps,
        disable_cache_after_step=target.steps - cache.final_steps if cache.final_steps else None,
        max_order=cache.order,
        # Differences of outputs would lose much in the library's default, bfloat16.
        taylor_factors_dtype=target.denoiser.dtype,
        use_lite_mode=cache.lite,
    )
    apply_taylorseer_cache(target.denoiser, config)


TECHNIQUE = HookedCache(_put_on, ("taylorseer_cache",))
