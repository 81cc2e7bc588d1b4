"""DeepCache: a UNet's deep layers are computed seldom (arXiv 2312.00858).

The helper of https://github.com/horseee/DeepCache wraps the `forward` of the UNet and of its
blocks, and reads the step off the
scheduler's timesteps.
"""

from dataclasses import dataclass
from typing import Any

from DeepCache import DeepCacheSDHelper

from ...domain.step_cache import DeepCache, StepCache
from ..diffusers.caches.step_clock import StepClock
from ..diffusers.caches.target import CacheTarget
from ..diffusers.techniques.seen import Seen


@dataclass(frozen=True, slots=True)
class _Present:
    """What the helper takes for a pipeline: the shared UNet, the present picture's scheduler."""

    unet: Any
    clock: StepClock

    @property
    def scheduler(self) -> Any:
        return self.clock.scheduler


class UnetCache:
    """Plays `CacheTechnique`, for one engine."""

    def __init__(self) -> None:
        self._helper: Any = None

    def apply(self, target: CacheTarget, cache: StepCache) -> None:
        """Wrap the UNet's parts."""
        assert isinstance(cache, DeepCache)
        self._helper = DeepCacheSDHelper(_Present(target.denoiser, target.clock))
        self._helper.set_params(cache_interval=cache.interval, cache_branch_id=cache.branch_id)
        self._helper.enable()

    def probe(self, target: CacheTarget) -> Seen:
        """Count the UNet's parts whose `forward` is the library's."""
        wrapped = sum(_is_wrapped(module) for module in target.denoiser.modules())
        return Seen(wrapped > 1, f"{wrapped} parts of the UNet are wrapped by DeepCache")

    def reset(self, target: CacheTarget) -> None:
        """Forget the last picture's layers; the helper's own reset would forget its wrapping."""
        if self._helper is not None:
            self._helper.cached_output = {}
            self._helper.start_timestep = None
            self._helper.cur_timestep = 0

    def remove(self, target: CacheTarget) -> None:
        """Let go of the helper; whose call it is restores the modules as they were."""
        self._helper = None


def _is_wrapped(module: Any) -> bool:
    forward = vars(module).get("forward")
    return forward is not None and forward.__module__.startswith("DeepCache")
