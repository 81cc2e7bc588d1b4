"""Write the pages under docs/reference anew: `python docs/generate.py`."""

import sys
from collections.abc import Mapping
from pathlib import Path

# Run as a script, Python would look for modules in this folder alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from diffgentor.entrypoints.cli.reference import pages
from docs.compatibility.compatibility_page import compatibility_page

REFERENCE = Path(__file__).resolve().parent / "reference"


def all_pages() -> Mapping[str, str]:
    """Return every generated page as Markdown, by file name below `docs/reference`."""
    return {**pages(), "compatibility.md": compatibility_page()}


def main() -> None:
    """Replace every page."""
    for name, text in all_pages().items():
        path = REFERENCE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
