"""Who tells a person how a drawing goes."""

import sys
from argparse import Namespace
from contextlib import AbstractContextManager
from typing import TextIO

from ...application.generation_event import EventSink
from .path_lines import PathLines
from .plain_progress import PlainProgress


def shows_downloads(options: Namespace) -> bool:
    """Return whether somebody watches who wants to know how far a download is."""
    return sys.stderr.isatty() and not (options.quiet or options.json)


def choose_display(options: Namespace, stdout: TextIO) -> AbstractContextManager[EventSink]:
    """Return what shows a run: only its files, plain lines, or a bar that moves.

    Progress goes to the standard error stream, the paths of finished pictures to `stdout`.
    """
    paths = PathLines(stdout)
    if options.quiet:
        return paths
    if sys.stderr.isatty():
        # Costs 60 ms, which nobody has to wait for who looks at plain lines.
        from .live_progress import LiveProgress, terminal

        console = terminal()
        if not console.is_dumb_terminal:
            return LiveProgress(console, paths)
    return PlainProgress(sys.stderr, paths)
