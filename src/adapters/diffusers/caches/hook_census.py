"""Which modules carry which of diffusers' hooks."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

NO_CACHE_HOOKS = frozenset(
    {"layerwise_casting", "peft_autocast_disable", "group_offloading", "layer_execution_tracker",
     "lazy_prefetch_group_offloading"}
)  # fmt: skip
"""Hooks of diffusers that are no step cache's."""


def hooks_in(model: Any) -> Iterator[tuple[str, str]]:
    """Yield for each hook its name and the class of the module that carries it."""
    for module in model.modules():
        registry = vars(module).get("_diffusers_hook")
        if registry is not None:
            yield from ((name, type(module).__name__) for name in registry.hooks)


def modules_hooked_by(model: Any, names: Iterable[str]) -> Counter[str]:
    """Count the modules with one of the hooks, by class."""
    wanted = frozenset(names)
    return Counter(kind for name, kind in hooks_in(model) if name in wanted)


def cache_hooks_in(model: Any) -> Counter[str]:
    """Count the hooks that are a step cache's, by name."""
    return Counter(name for name, _ in hooks_in(model) if name not in NO_CACHE_HOOKS)
