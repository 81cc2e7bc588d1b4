"""The standard output: results only, each line at once."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TextIO


class ReaderLeft(Exception):
    """Whoever read the standard output has closed it, as `head` does; there is nobody to tell."""


@contextmanager
def results_only() -> Iterator[TextIO]:
    """Yield the standard output, while what a library prints goes to the standard error stream."""
    stdout = sys.stdout
    with redirect_stdout(sys.stderr):
        yield stdout


def write_line(text: str, stream: TextIO) -> None:
    """Write one line through to the reader.

    Raises:
        ReaderLeft: there is none any more.
    """
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        discard_the_rest()
        raise ReaderLeft from None


def discard_the_rest() -> None:
    """Point the standard output at nothing, so that Python's last flush does not complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.__stdout__.fileno() if sys.__stdout__ else 1)
    os.close(nowhere)
