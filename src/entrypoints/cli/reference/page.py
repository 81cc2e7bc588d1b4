"""The form that all pages have."""

import re
from collections.abc import Iterable, Iterator

GENERATED = """
!!! info "Generated"
    This page is written by `python docs/generate.py` from the code.
"""

_PAPER = re.compile(r"arXiv (\d{4}\.\d{4,5})")


def page(title: str, lines: Iterable[str]) -> str:
    """Return a page as Markdown."""
    return "\n".join([f"# {title}", GENERATED, *lines]) + "\n"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield a table's lines."""
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def code(text: str) -> str:
    """Return the text as code, or nothing for nothing."""
    return f"`{text}`" if text else ""


def said_in_short(documented: object) -> str:
    """Return an object's docstring up to its sections, as one line with its papers linked."""
    text = " ".join((documented.__doc__ or "").partition("Raises:")[0].split())
    return _PAPER.sub(r"[arXiv \1](https://arxiv.org/abs/\1)", text)
