"""Prompt embeddings, kept so that the same prompt is encoded once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import torch
from torch.utils._pytree import tree_leaves, tree_map_only  # no public name yet (torch 2.13)

MOST_BYTES = 256 << 20


class PromptCache:
    """The latest results of a pipeline's `encode_prompt`, at most `MOST_BYTES` together.

    The very latest is kept whatever its size: the next picture of its request asks for it again.

    Encoding happens one at a time: tokenizers keep padding and truncation as state and are not
    safe to share between threads.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept = OrderedDict[Hashable, Any]()
        self._lock = threading.Lock()

    def recall(self, key: Hashable | None, encode: Callable[[], Any]) -> Any:
        """Return what `encode` returns, from memory where `key` was seen before.

        A caller may write into what it gets: it is a copy. `None` as key is never kept.
        """
        with self._lock:
            if key is None:
                return encode()
            if key not in self._kept:
                self._kept[key] = encode()
                while len(self._kept) > 1 and self._bytes() > self._most_bytes:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return _copy(self._kept[key])

    def _bytes(self) -> int:
        return sum(_bytes(value) for value in self._kept.values())


def key_of(arguments: dict[str, Any]) -> Hashable | None:
    """Return a key for a call's arguments, or `None` where one of them cannot be compared."""
    frozen = []
    for name, value in sorted(arguments.items()):
        part = tuple(value) if isinstance(value, list) else value
        if not isinstance(part, (str, int, float, bool, tuple, torch.device, type(None))):
            return None
        if isinstance(part, tuple) and not all(isinstance(item, (str, int)) for item in part):
            return None
        frozen.append((name, part))
    return tuple(frozen)


def _copy(value: Any) -> Any:
    """Copy the tensors wherever they stand: in tuples, lists, dicts or a library's own output."""
    return tree_map_only(torch.Tensor, torch.clone, value)


def _bytes(value: Any) -> int:
    tensors = (leaf for leaf in tree_leaves(value) if isinstance(leaf, torch.Tensor))
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)
