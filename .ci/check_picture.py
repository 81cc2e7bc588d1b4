"""Exit with 0 if a folder holds exactly one picture of the bundled model, with its provenance."""

import json
import sys
from pathlib import Path

from PIL import Image

EXPECTED_SIZE = (128, 128)


def check(folder: Path) -> str:
    """Return what the one picture in `folder` says of itself.

    Raises:
        ValueError: there is not one picture, or it is not as expected.
    """
    found = sorted(folder.iterdir())
    if [path.suffix for path in found] != [".png"]:
        raise ValueError(f"one PNG was expected, not {[path.name for path in found]}")
    with Image.open(found[0]) as picture:
        picture.load()
        if picture.size != EXPECTED_SIZE:
            raise ValueError(f"{found[0].name} is {picture.size}, not {EXPECTED_SIZE}")
        if len(picture.getcolors(maxcolors=1 << 24) or ()) < 2:
            raise ValueError(f"{found[0].name} is a single flat colour")
        provenance = picture.info.get("diffgentor")
    if not isinstance(provenance, str):
        raise ValueError(f"{found[0].name} has no text chunk named diffgentor")  # noqa: TRY004
    return f"{found[0].name}: {', '.join(json.loads(provenance))}"


if __name__ == "__main__":
    print(check(Path(sys.argv[1])))
