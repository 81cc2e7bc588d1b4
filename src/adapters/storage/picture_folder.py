"""A folder of pictures."""

import errno
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from uuid import uuid4

from ...domain.errors import OutputUnwritable
from ...domain.picture import Picture, PictureFormat, StoredPicture
from .encoding import encode

_SUFFIX = {PictureFormat.PNG: "png", PictureFormat.JPEG: "jpg", PictureFormat.WEBP: "webp"}
_LONGEST_TITLE = 60
_WITHOUT_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
"""What a file system that has no hard links answers to the wish for one."""


class PictureFolder:
    """Keeps pictures in a folder; plays the role `PictureStore`.

    A file appears under its name only when it is whole and on the disk: it is written and flushed
    under a hidden name ending in `.partial`, and then linked, which fails where a name is taken.
    So two processes never write over each other, and a name that is taken gets a number.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        """Make the folder, and see that a file can be made in it."""
        with self._writing(), self._partial("probe") as probe:
            probe.touch(exist_ok=False)

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
            is_file = isinstance(error, FileExistsError) and self._folder.is_file()
            reason = "it is a file" if is_file else error.strerror
            raise OutputUnwritable(
                f"A picture cannot be written to {self._folder}: {reason}.",
                "Name another folder with --output_dir, or make room in this one.",
            ) from error

    def _write(self, stem: str, suffix: str, content: bytes) -> Path:
        with self._partial(stem) as partial:
            with partial.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            path = self._claim(partial, stem, suffix)
        self._flush_names()
        return path

    @contextmanager
    def _partial(self, stem: str) -> Iterator[Path]:
        """Lend a hidden name that nobody else has, so that nothing can be left under it.

        Whether this process or another made the file need not be known in order to remove it,
        also when an interrupt comes before `open` returns.
        """
        partial = self._folder / f".{stem}.{uuid4().hex}.partial"
        try:
            yield partial
        finally:
            partial.unlink(missing_ok=True)

    def _claim(self, partial: Path, stem: str, suffix: str) -> Path:
        """Give the whole file the first name that is free."""
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        for name in names:
            path = self._folder / f"{name}.{suffix}"
            if os.path.lexists(path):
                continue
            try:
                path.hardlink_to(partial)
            except FileExistsError:
                continue
            except OSError as error:
                if error.errno not in _WITHOUT_LINKS:
                    raise
                # FAT and some network folders: the name is claimed first, by an empty file, so
                # that another's picture is never replaced.
                try:
                    path.touch(exist_ok=False)
                except FileExistsError:
                    continue
                partial.replace(path)
            return path
        raise AssertionError("there is always another name")

    def _flush_names(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_TITLE].strip("-")
    return words or "picture"
