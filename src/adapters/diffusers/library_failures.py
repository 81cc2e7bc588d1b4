"""Errors of torch, diffusers and transformers, in words that help."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from safetensors import SafetensorError

from ...domain.errors import EngineFailed, MissingDependency, ModelUnreadable, OutOfMemory
from .memory import is_out_of_memory

_DRAWING = (
    RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError, MemoryError,
    ArithmeticError, ImportError,
)  # fmt: skip
_LOADING = (*_DRAWING, OSError, SafetensorError, EOFError)
_INSTALL = re.compile(r"pip install (?:-\S+ )*['\"]?([A-Za-z][\w.-]*)")
"""How the libraries name a package that they lack, in the command that installs it."""


@contextmanager
def while_drawing(pipeline_class: str) -> Iterator[None]:
    """Turn what a library raises while it draws into an error that says what to do.

    Raises:
        OutOfMemory: the device is too small.
        MissingDependency: the pipeline needs a package for this request.
        EngineFailed: anything else.
    """
    try:
        yield
    except _DRAWING as error:
        _blame_what_is_not_installed(error)
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
    """Turn what a library raises while it loads into an error that says what to do.

    Raises:
        OutOfMemory: the device is too small.
        MissingDependency: the model is kept in a way that a package has to read.
        ModelUnreadable: anything else.
    """
    try:
        yield
    except _LOADING as error:
        _blame_what_is_not_installed(error)
        if is_out_of_memory(error):
            raise OutOfMemory(
                "The device has too little memory for the model.",
                "Use --torch_dtype bfloat16, or a smaller model.",
            ) from error
        raise ModelUnreadable(
            f"The model in {location} cannot be loaded: {_first_line(error)}",
            "Copy or download it again; --verbose shows where it happened.",
        ) from error


def _blame_what_is_not_installed(error: BaseException) -> None:
    """Raise `MissingDependency` where the error is an import's and tells which package it lacks.

    diffusers and transformers ask for some packages only when a model needs them: for one kept
    in 4 bits, say.
    """
    if isinstance(error, ModuleNotFoundError) and error.name:
        raise MissingDependency(error.name.partition(".")[0]) from error
    named = _INSTALL.search(str(error)) if isinstance(error, ImportError) else None
    if named is not None:
        raise MissingDependency(named[1]) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else "no reason given"
