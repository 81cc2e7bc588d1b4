"""FasterCache: attention outputs are extrapolated from the last two that were computed.

arXiv 2410.19355, as diffusers has it. Its other half, leaving out the pass without the prompt,
asks for latents in the shape of pictures and both passes in one batch; it is not used.
"""

import math

from diffusers.hooks import FasterCacheConfig, apply_faster_cache

from ....domain.step_cache import FasterCache, StepCache
from .hooked_cache import HookedCache
from .step_clock import StepClock
from .target import CacheTarget


def _put_on(target: CacheTarget, cache: StepCache) -> None:
    assert isinstance(cache, FasterCache)
    config = FasterCacheConfig(
        spatial_attention_block_skip_range=cache.spatial_skip,
        spatial_attention_timestep_skip_range=cache.timestep_skip,
        current_timestep_callback=lambda: _after_the_first_step(target.clock),
        attention_weight_callback=lambda module: 0.5,
        is_guidance_distilled=True,
    )
    apply_faster_cache(target.denoiser, config)


def _after_the_first_step(clock: StepClock) -> float:
    """The library would extrapolate from nothing, were the first step in its range."""
    return clock.timestep() if clock.done else math.inf


TECHNIQUE = HookedCache(_put_on, ("faster_cache_denoiser", "faster_cache_block"))
