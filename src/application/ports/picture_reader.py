"""Who reads pictures back."""

from typing import Protocol

from ...domain.picture import Picture, PictureFormat
from ...domain.provenance import RecordedPicture


class PictureReader(Protocol):
    """Reads a kept picture's pixels and provenance."""

    def read(self, location: str) -> RecordedPicture:
        """Return the picture at `location`.

        Raises:
            PictureUnreadable: it is missing, no picture, or carries no provenance.
        """
        ...

    def as_stored(self, picture: Picture, picture_format: PictureFormat) -> bytes:
        """Return the pixels as they would come back from a file of that format.

        The same bytes for lossless formats; what JPEG makes of them for JPEG.
        """
        ...
