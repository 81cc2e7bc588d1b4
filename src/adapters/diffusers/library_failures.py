"""Errors of torch, diffusers and transformers, in words that help."""

from collections.abc import Iterator
from contextlib import contextmanager

from safetensors import SafetensorError

from ...domain.errors import EngineFailed, ModelUnreadable, OutOfMemory
from .memory import is_out_of_memory

_DRAWING = (
    RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError, MemoryError,
)  # fmt: skip
_LOADING = (*_DRAWING, OSError, SafetensorError, EOFError)


@contextmanager
def while_drawing(pipeline_class: str) -> Iterator[None]:
    """Turn what a library raises while it draws into `OutOfMemory` or `EngineFailed`."""
    try:
        yield
    except _DRAWING as error:
        if is_out_of_memory(error):
            raise OutOfMemory(
                "The device ran out of memory while drawing.",
                "Ask for a smaller picture or for --torch_dtype bfloat16.",
            ) from error
        raise EngineFailed(
            f"{pipeline_class} broke off: {type(error).__name__}: {_first_line(error)}",
            "Another size, number of steps or prompt may do; --verbose shows where it happened.",
        ) from error


@contextmanager
def while_loading(location: str) -> Iterator[None]:
    """Turn what a library raises while it loads into `OutOfMemory` or `ModelUnreadable`."""
    try:
        yield
    except _LOADING as error:
        if is_out_of_memory(error):
            raise OutOfMemory(
                "The device has too little memory for the model.",
                "Use --torch_dtype bfloat16, or a smaller model.",
            ) from error
        raise ModelUnreadable(
            f"The model in {location} cannot be loaded: {_first_line(error)}",
            "Copy or download it again; --verbose shows where it happened.",
        ) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no reason given"
