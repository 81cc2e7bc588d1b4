"""Which components and layers carry whose offloading hooks."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from accelerate.hooks import SequentialHook

from .seen import Seen


def modules_of(pipeline: Any) -> Iterator[torch.nn.Module]:
    """Yield the components that have weights."""
    return (one for one in pipeline.components.values() if isinstance(one, torch.nn.Module))


def hooked_components(pipeline: Any, kind: type[Any]) -> tuple[int, int]:
    """Return how many components carry accelerate's hook of that kind, and how many there are."""
    components = list(modules_of(pipeline))
    hooked = sum(any(isinstance(hook, kind) for hook in _hooks(one)) for one in components)
    return hooked, len(components)


def hooked_layers(pipeline: Any, wanted: Callable[[Any], bool]) -> int:
    """Count the layers in all components that carry a hook of accelerate as wanted."""
    return sum(
        any(wanted(hook) for hook in _hooks(layer))
        for component in modules_of(pipeline)
        for layer in component.modules()
    )


def group_hooks(pipeline: Any) -> list[str]:
    """Return the kind of each group-offloading hook in all components."""
    return [
        str(hook.config.offload_type.value)
        for component in modules_of(pipeline)
        for module in component.modules()
        for name, hook in _diffusers_hooks(module)
        if name == "group_offloading"
    ]


def probe_none(pipeline: Any) -> Seen:
    """Say whether all weights stay where they are."""
    accelerate, groups = hooked_layers(pipeline, lambda hook: True), len(group_hooks(pipeline))
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
