"""Where pictures are kept."""

from typing import Protocol

from ...domain.picture import Picture, PictureFormat, StoredPicture


class PictureStore(Protocol):
    """Keeps pictures whole or not at all, and never over another one."""

    def open(self) -> None:
        """Make sure that the place takes files, before anybody spends time on drawing.

        Raises:
            OutputUnwritable: it does not.
        """
        ...

    def keep(
        self, picture: Picture, picture_format: PictureFormat, title: str, provenance: str
    ) -> StoredPicture:
        """Keep `picture` with `provenance`, a JSON text, inside its file.

        `title` becomes part of the file's name.

        Raises:
            OutputUnwritable: the place takes no files.
        """
        ...
