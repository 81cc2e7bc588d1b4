"""Step caches that diffusers puts on modules as hooks."""

from collections.abc import Callable
from dataclasses import dataclass

from diffusers.hooks import HookRegistry

from ....domain.step_cache import StepCache
from ..techniques.seen import Seen
from .hook_census import modules_hooked_by
from .target import CacheTarget


@dataclass(frozen=True, slots=True)
class HookedCache:
    """A cache of diffusers; plays `CacheTechnique`.

    diffusers' own `enable_cache` does the same for the models that offer it, and its
    `disable_cache` and reset only work for those. Put on and taken off by the hooks' names, a
    cache works on any model that has what it looks for.

    Attributes:
        put_on: diffusers' function that registers the hooks.
        hooks: the names that it registers them under.
    """

    put_on: Callable[[CacheTarget, StepCache], None]
    hooks: tuple[str, ...]

    def apply(self, target: CacheTarget, cache: StepCache) -> None:
        """Register the hooks, and let diffusers look for hooks anew."""
        self.put_on(target, cache)
        _registry(target).invalidate_child_registries_cache()

    def probe(self, target: CacheTarget) -> Seen:
        """Count the modules that carry the hooks."""
        found = modules_hooked_by(target.denoiser, self.hooks)
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(found.items()))
        return Seen(bool(found), f"hooks on {kinds}" if found else "no module carries its hooks")

    def reset(self, target: CacheTarget) -> None:
        """Empty every hook's state."""
        _registry(target).reset_stateful_hooks(recurse=True)

    def remove(self, target: CacheTarget) -> None:
        """Take the hooks off every module."""
        registry = _registry(target)
        for name in self.hooks:
            registry.remove_hook(name, recurse=True)
        registry.invalidate_child_registries_cache()


def _registry(target: CacheTarget) -> HookRegistry:
    return HookRegistry.check_if_exists_or_initialize(target.denoiser)
