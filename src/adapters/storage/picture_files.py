"""Reading kept pictures back."""

from pathlib import Path

from ...domain.errors import PictureUnreadable
from ...domain.picture import Picture, PictureFormat
from ...domain.provenance import RecordedPicture
from ...domain.provenance_json import from_json
from .encoding import decode, encode


class PictureFiles:
    """Reads picture files; plays the role `PictureReader`."""

    def read(self, location: str) -> RecordedPicture:
        """Return the pixels and the provenance of the picture in the file `location`."""
        try:
            content = Path(location).read_bytes()
        except OSError as error:
            raise PictureUnreadable(
                f"{location} cannot be read: {error.strerror}.", "Name a picture's file."
            ) from error
        pixels, provenance = decode(content, location)
        return RecordedPicture(from_json(provenance), pixels)

    def as_stored(self, picture: Picture, picture_format: PictureFormat) -> bytes:
        """Return the pixels after a round trip through a file of that format."""
        pixels, _ = decode(encode(picture, picture_format, "{}"), "the picture drawn now")
        return pixels
