"""Models that come with the package: one folder each, and where it is."""

from pathlib import Path

BUNDLED = {"shapes": Path(__file__).parent / "shapes"}
