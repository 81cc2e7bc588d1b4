"""Build one tiny pipeline by hand: `python -m tests.tiny_pipelines FAMILY FOLDER`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from tests.tiny_pipelines.families import FAMILIES


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the family named first into the folder named second."""
    families = {family.name: family for family in FAMILIES}
    parser = argparse.ArgumentParser(prog="python -m tests.tiny_pipelines", description=__doc__)
    parser.add_argument("family", choices=sorted(families))
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    families[chosen.family].build(chosen.folder)


if __name__ == "__main__":
    main()
