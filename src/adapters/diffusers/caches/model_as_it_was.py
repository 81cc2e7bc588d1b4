"""What a model was before a cache was put on it, to be restored when the cache comes off."""

from dataclasses import dataclass
from typing import Any

_OURS_TO_KEEP = "_diffusers_hook"
"""diffusers' register of hooks, which stays with a module once it has one."""


@dataclass(frozen=True, slots=True)
class _Module:
    module: Any
    forward: Any
    attributes: frozenset[str]
    children: tuple[str, ...]


class ModelAsItWas:
    """Remembers of every module what it computes with, its attributes and its children's order.

    Libraries put a cache in a model's way, and not all of them take everything away again.
    cache-dit (version 1.5) leaves its own `forward` on some transformers, with which the next
    cache breaks, and another order of the lists of blocks, in which the next cache takes another
    block for the first.
    """

    def __init__(self, model: Any) -> None:
        self._modules = [
            _Module(
                module,
                vars(module).get("forward"),
                frozenset(vars(module)),
                tuple(module._modules),
            )
            for module in model.modules()
        ]

    def restore(self) -> None:
        """Put back what stood there, and take away what did not."""
        for was in self._modules:
            now = vars(was.module)
            for name in now.keys() - was.attributes - {_OURS_TO_KEEP}:
                del now[name]
            if was.forward is not None:
                was.module.forward = was.forward
            children = was.module._modules
            if tuple(children) != was.children:
                for name in was.children:
                    children[name] = children.pop(name)
