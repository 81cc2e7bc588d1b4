"""A reader of pictures that are in no file."""

from collections.abc import Mapping

from diffgentor.domain.errors import PictureUnreadable
from diffgentor.domain.picture import Picture, PictureFormat
from diffgentor.domain.provenance import RecordedPicture


class FakeReader:
    """Reads the pictures that it was given by location, such as `FakeStore().recorded()`."""

    def __init__(self, pictures: Mapping[str, RecordedPicture] | None = None) -> None:
        self.pictures = dict(pictures or {})

    def read(self, location: str) -> RecordedPicture:
        if location not in self.pictures:
            raise PictureUnreadable(f"There is no picture {location!r}.", "Name one there is.")
        return self.pictures[location]

    def as_stored(self, picture: Picture, picture_format: PictureFormat) -> bytes:
        return stored_pixels(picture, picture_format)


def stored_pixels(picture: Picture, picture_format: PictureFormat) -> bytes:
    """Return the pixels as a file gives them back: JPEG loses their lowest bit."""
    if picture_format is PictureFormat.JPEG:
        return bytes(channel & 0xFE for channel in picture.pixels)
    return picture.pixels
