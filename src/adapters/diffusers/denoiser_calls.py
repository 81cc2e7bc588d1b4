"""How often the denoiser is called while a picture is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class CallCount:
    """A number that goes up."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, *_: Any) -> None:
        """One more call; what was called with what does not matter."""
        self.calls += 1


@contextmanager
def counted_calls(denoiser: Any) -> Iterator[CallCount]:
    """Count the calls of a denoiser, compiled or not, from outside of any graph."""
    count = CallCount()
    compiled = denoiser._compiled_call_impl
    if compiled is None:
        handle = denoiser.register_forward_pre_hook(count)
        try:
            yield count
        finally:
            handle.remove()
        return

    def counted(*args: Any, **kwargs: Any) -> Any:
        count()
        return compiled(*args, **kwargs)

    denoiser._compiled_call_impl = counted
    try:
        yield count
    finally:
        denoiser._compiled_call_impl = compiled
