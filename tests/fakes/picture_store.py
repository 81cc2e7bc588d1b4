"""A store that keeps pictures in memory."""

import hashlib
from dataclasses import dataclass

from diffgentor.domain.errors import OutputUnwritable
from diffgentor.domain.picture import Picture, PictureFormat, StoredPicture
from diffgentor.domain.provenance import RecordedPicture
from diffgentor.domain.provenance_json import from_json

from .picture_reader import stored_pixels


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture as it was handed over, and what the store answered."""

    picture: Picture
    format: PictureFormat
    title: str
    provenance: str
    stored: StoredPicture


class FakeStore:
    """Keeps pictures in `kept`, up to the one numbered `full_at`, which finds no room."""

    def __init__(self, full_at: int | None = None) -> None:
        self.kept: list[KeptPicture] = []
        self.full_at = full_at

    def open(self) -> None:
        if self.full_at == 0:
            raise OutputUnwritable("The store is full.", "Make room.")

    def keep(
        self, picture: Picture, picture_format: PictureFormat, title: str, provenance: str
    ) -> StoredPicture:
        number = len(self.kept)
        if number == self.full_at:
            raise OutputUnwritable("The store is full.", "Make room.")
        stored = StoredPicture(
            location=f"out/{number:04}.{picture_format}",
            format=picture_format,
            size=picture.size,
            index=picture.index,
            seed=picture.seed,
            size_bytes=len(picture.pixels),
            sha256=hashlib.sha256(picture.pixels).hexdigest(),
        )
        self.kept.append(KeptPicture(picture, picture_format, title, provenance, stored))
        return stored

    def recorded(self) -> dict[str, RecordedPicture]:
        """Return what a reader would read back, by location."""
        return {
            kept.stored.location: RecordedPicture(
                from_json(kept.provenance), stored_pixels(kept.picture, kept.format)
            )
            for kept in self.kept
        }
