"""A process that keeps pictures in a folder: `python -m … FOLDER COUNT EDGE`."""

import resource
import subprocess
import sys
from itertools import count, islice
from pathlib import Path

from diffgentor.adapters.storage.picture_folder import PictureFolder
from diffgentor.domain.picture import PictureFormat
from tests.adapters.python_process import start_python
from tests.adapters.storage.pictures import RECORD, a_noisy_picture


def start_writer(
    folder: Path, *, pictures: int, edge: int = 8, largest_file: int = 0
) -> subprocess.Popen[str]:
    """Start keeping `pictures` (0: until stopped) of the same title and seed in `folder`.

    A file above `largest_file` bytes fails in the middle of a write, as on a full disk.
    """
    arguments = [str(folder), str(pictures), str(edge), str(largest_file)]
    return start_python("-m", "tests.adapters.storage.writer", *arguments)


def main() -> None:
    """Keep the pictures, and print where each one is."""
    folder, (pictures, edge, largest_file) = Path(sys.argv[1]), map(int, sys.argv[2:])
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    picture, store = a_noisy_picture(edge, edge), PictureFolder(folder)
    for _ in islice(count(), pictures or None):
        kept = store.keep(picture, PictureFormat.PNG, "A fox", RECORD)
        sys.stdout.write(f"{kept.location}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
