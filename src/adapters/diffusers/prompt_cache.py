"""Prompt embeddings, kept so that the same prompt is encoded once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import torch

MOST_BYTES = 256 << 20


class PromptCache:
    """The latest results of a pipeline's `encode_prompt`, at most `MOST_BYTES` together.

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
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, (tuple, list)):
        return type(value)(_copy(item) for item in value)
    return value


def _bytes(value: Any) -> int:
    if isinstance(value, torch.Tensor):
        return value.numel() * value.element_size()
    if isinstance(value, (tuple, list)):
        return sum(_bytes(item) for item in value)
    return 0
