"""Lines for a person, on the standard error stream."""

import sys
from collections.abc import Iterable

STYLES = {"✓": "green", "~": "yellow", "✗": "red"}


def note(lines: Iterable[str]) -> None:
    """Write the lines; on a terminal their marks have colours."""
    if not sys.stderr.isatty():
        for line in lines:
            print(line, file=sys.stderr)
        return
    # Imported where a terminal shows colours, and not for plain lines.
    from rich.text import Text

    from .live_progress import terminal

    console = terminal()
    for line in lines:
        text = Text(line)
        text.stylize(STYLES.get(line[:1], ""), 0, 1)
        console.print(text, soft_wrap=True, highlight=False)
