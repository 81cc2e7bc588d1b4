"""Which components and layers carry whose offloading hooks."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from accelerate.hooks import SequentialHook

from .seen import Seen


def modules_of(pipeline: Any) -> Iterator[torch.nn.Module]:
    """Yield the components that have weights."""
    return (one for one in pipeline.components.values() if isinstance(one, torch.nn.Module))


def hooked_components(
    pipeline: Any, is_hooked: Callable[[torch.nn.Module], bool]
) -> tuple[int, int]:
    """Return how many components are hooked, and how many are to be.

    A pipeline's class may name components that stay on the device, such as safety checkers.
    """
    stays = set(pipeline._exclude_from_cpu_offload)
    components = [
        one
        for role, one in pipeline.components.items()
        if isinstance(one, torch.nn.Module) and role not in stays
    ]
    return sum(map(is_hooked, components)), len(components)


def has_hook(module: torch.nn.Module, kind: type[Any]) -> bool:
    """Return whether a module carries accelerate's hook of that kind."""
    return any(isinstance(hook, kind) for hook in _hooks(module))


def hooked_layers(pipeline: Any, kind: type[Any]) -> int:
    """Count the layers in all components that carry accelerate's hook of that kind."""
    return sum(
        has_hook(layer, kind)
        for component in modules_of(pipeline)
        for layer in component.modules()
    )


def group_hooks(pipeline: Any) -> list[str]:
    """Return the kind of each group-offloading hook in all components."""
    return [kind for component in modules_of(pipeline) for kind in group_hooks_of(component)]


def group_hooks_of(component: torch.nn.Module) -> list[str]:
    """Return the kind of each group-offloading hook in one component."""
    return [
        str(hook.config.offload_type.value)
        for module in component.modules()
        for name, hook in _diffusers_hooks(module)
        if name == "group_offloading"
    ]


def probe_none(pipeline: Any) -> Seen:
    """Say whether all weights stay where they are."""
    accelerate, groups = hooked_layers(pipeline, object), len(group_hooks(pipeline))
    return Seen(
        not accelerate and not groups, f"{accelerate + groups} modules with offloading hooks"
    )


def _hooks(module: torch.nn.Module) -> Iterator[Any]:
    hook = vars(module).get("_hf_hook")
    if isinstance(hook, SequentialHook):
        yield from hook.hooks
    elif hook is not None:
        yield hook


def _diffusers_hooks(module: torch.nn.Module) -> Iterator[tuple[str, Any]]:
    registry = vars(module).get("_diffusers_hook")
    return iter(()) if registry is None else iter(registry.hooks.items())
