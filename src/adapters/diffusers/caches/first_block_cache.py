"""First-block cache: if the first block's residual hardly changed, the others' are reused.

https://github.com/chengzeyi/ParaAttention, as diffusers has it.
"""

from diffusers.hooks import FirstBlockCacheConfig, apply_first_block_cache

from ....domain.step_cache import FirstBlockCache, StepCache
from .hooked_cache import HookedCache
from .target import CacheTarget


def _put_on(target: CacheTarget, cache: StepCache) -> None:
    assert isinstance(cache, FirstBlockCache)
    apply_first_block_cache(target.denoiser, FirstBlockCacheConfig(threshold=cache.threshold))


TECHNIQUE = HookedCache(_put_on, ("fbc_leader_block_hook", "fbc_block_hook"))
