"""What the libraries log and warn of while they work, kept for the person who asked."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .remark_text import in_words

_LIBRARIES = ("diffusers", "transformers", "torch._dynamo")
_collected: ContextVar[list[str] | None] = ContextVar("collected", default=None)
"""Where this thread's remarks go; `None` where nobody collects them."""


@contextmanager
def collected_remarks() -> Iterator[list[str]]:
    """Collect this thread's warnings of diffusers and transformers, each once.

    Meanwhile they do not go to the terminal, where they would tear the progress display apart.
    Other threads log and warn as before. While open the list holds what the libraries said, and
    afterwards the same in words for a person.
    """
    _listen()
    remarks: list[str] = []
    token = _collected.set(remarks)
    try:
        yield remarks
    finally:
        _collected.reset(token)
        remarks[:] = in_words(remarks)


def _keep(text: str) -> bool:
    """Keep the remark where this thread collects them, and say whether it does."""
    remarks = _collected.get()
    if remarks is None:
        return False
    plain = " ".join(text.split())
    if plain not in remarks:
        remarks.append(plain)
    return True


def _listen() -> None:
    """Stand beside the libraries' own ways to the terminal; once there, it changes nothing."""
    for logger in map(logging.getLogger, _LIBRARIES):
        for handler in logger.handlers:
            if type(handler) is logging.StreamHandler:
                handler.addFilter(_is_collected_by_nobody)
        logger.addHandler(_COLLECTOR)
    # Another listener may have taken our place, or put back the one before us.
    if not isinstance(warnings.showwarning, _ShowWarning):
        warnings.showwarning = _ShowWarning(warnings.showwarning)


def _is_collected_by_nobody(record: logging.LogRecord) -> bool:
    return _collected.get() is None


class _Collector(logging.Handler):
    """Hands each record to the thread that it comes from."""

    def emit(self, record: logging.LogRecord) -> None:
        _keep(record.getMessage())


class _ShowWarning:
    """In the place of `warnings.showwarning`: to a thread that collects, else on as before.

    `warnings.catch_warnings` would do the same for all threads at once.
    """

    def __init__(self, before: Any) -> None:
        self._before = before

    def __call__(self, message: Warning | str, *where: Any, **more: Any) -> None:
        if not _keep(str(message)):
            self._before(message, *where, **more)


_COLLECTOR = _Collector(logging.WARNING)
