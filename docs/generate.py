"""Write the pages under docs/reference anew: `python docs/generate.py`."""

from pathlib import Path

from diffgentor.entrypoints.cli.reference import pages

REFERENCE = Path(__file__).resolve().parent / "reference"


def main() -> None:
    """Replace every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
