"""Pyramid attention broadcast: attention outputs are reused for some steps.

arXiv 2408.12588, as diffusers has it.
"""

from diffusers.hooks import PyramidAttentionBroadcastConfig, apply_pyramid_attention_broadcast

from ....domain.step_cache import PyramidAttentionBroadcast, StepCache
from .hooked_cache import HookedCache
from .target import CacheTarget


def _put_on(target: CacheTarget, cache: StepCache) -> None:
    assert isinstance(cache, PyramidAttentionBroadcast)
    config = PyramidAttentionBroadcastConfig(
        spatial_attention_block_skip_range=cache.spatial_skip,
        spatial_attention_timestep_skip_range=cache.timestep_skip,
        # Several pipelines do not tell their timestep; the scheduler of each does.
        current_timestep_callback=target.clock.timestep,
    )
    apply_pyramid_attention_broadcast(target.denoiser, config)


TECHNIQUE = HookedCache(_put_on, ("pyramid_attention_broadcast",))
