"""What the engine needs of a step cache, whatever library it comes from."""

from collections.abc import Callable
from typing import Protocol

from ....domain.step_cache import StepCache
from ..techniques.seen import Seen
from .target import CacheTarget


class CacheTechnique(Protocol):
    """Puts one kind of step cache on a denoiser, and takes it off without a trace."""

    def apply(self, target: CacheTarget, cache: StepCache) -> None:
        """Put the cache in force; the denoiser has none."""
        ...

    def probe(self, target: CacheTarget) -> Seen:
        """Look at the denoiser itself, and say where the cache sits."""
        ...

    def reset(self, target: CacheTarget) -> None:
        """Forget all of the last picture, also of one that broke off half-way."""
        ...

    def remove(self, target: CacheTarget) -> None:
        """Take the cache off; whose call it is restores the modules as they were."""
        ...


CacheTechniques = Callable[[StepCache], CacheTechnique]
"""Finds the technique of a cache, which may import a library first."""
