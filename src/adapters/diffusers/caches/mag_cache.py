"""MagCache: steps are skipped where the residual's size is known to change little.

arXiv 2506.09045, as diffusers has it. Its ratios are measured on the model beforehand.
"""

from diffusers.hooks import MagCacheConfig, apply_mag_cache

from ....domain.step_cache import MagCache, StepCache
from .hooked_cache import HookedCache
from .target import CacheTarget


def _put_on(target: CacheTarget, cache: StepCache) -> None:
    assert isinstance(cache, MagCache)
    config = MagCacheConfig(
        threshold=cache.threshold,
        max_skip_steps=cache.max_skip_steps,
        retention_ratio=cache.retention_ratio,
        num_inference_steps=target.steps,
        mag_ratios=list(cache.ratios or target.mag_ratios),
    )
    apply_mag_cache(target.denoiser, config)


TECHNIQUE = HookedCache(_put_on, ("mag_cache_leader_block_hook", "mag_cache_block_hook"))
