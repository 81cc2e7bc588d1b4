"""A folder of pictures."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from ...domain.errors import OutputUnwritable
from ...domain.picture import Picture, PictureFormat, StoredPicture
from .encoding import encode

_SUFFIX = {PictureFormat.PNG: "png", PictureFormat.JPEG: "jpg", PictureFormat.WEBP: "webp"}
_LONGEST_TITLE = 60


class PictureFolder:
    """Keeps pictures in a folder; plays the role `PictureStore`.

    A file appears under its name only when it is whole and on the disk: it is written to
    `.NAME.partial`, flushed, and renamed. Whoever created the partial file owns the name, so two
    processes never write over each other, and a name that is taken gets a number.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        """Make the folder, and see that a file can be made in it."""
        probe = self._folder / f".probe-{os.getpid()}-{uuid4().hex}.partial"
        with self._writing(), _owned(probe):
            pass

    def keep(
        self, picture: Picture, picture_format: PictureFormat, title: str, provenance: str
    ) -> StoredPicture:
        """Keep the picture as `title-seed.png`, or with `-2`, `-3`, … where that is taken."""
        content = encode(picture, picture_format, provenance)
        with self._writing():
            stem = f"{_slug(title)}-{picture.seed}"
            path = self._write(stem, _SUFFIX[picture_format], content)
        return StoredPicture(
            location=str(path),
            format=picture_format,
            size=picture.size,
            index=picture.index,
            seed=picture.seed,
            size_bytes=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as error:
            raise OutputUnwritable(
                f"A picture cannot be written to {self._folder}: {error.strerror}.",
                "Name another folder with --output_dir, or make room in this one.",
            ) from error

    def _write(self, stem: str, suffix: str, content: bytes) -> Path:
        number = 1
        while True:
            path = self._folder / f"{stem if number == 1 else f'{stem}-{number}'}.{suffix}"
            number += 1
            partial = path.with_name(f".{path.name}.partial")
            try:
                with _owned(partial) as file:
                    if os.path.lexists(path):
                        continue
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                    partial.rename(path)
            except FileExistsError:
                continue
            self._flush_names()
            return path

    def _flush_names(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _owned(partial: Path) -> Iterator[BinaryIO]:
    """Create a file that nobody else has, and leave nothing of it behind but what was renamed."""
    with partial.open("xb") as file:
        try:
            yield file
        finally:
            partial.unlink(missing_ok=True)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_TITLE].strip("-")
    return words or "picture"
