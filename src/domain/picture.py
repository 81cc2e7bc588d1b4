"""Pictures as plain bytes, so that nothing above the adapters needs an imaging library."""

from dataclasses import dataclass
from enum import StrEnum

from .size import ImageSize


class PictureFormat(StrEnum):
    """How a picture is stored. WebP is written lossless; JPEG, which cannot be, at quality 95."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: rows of 8-bit RGB, top left first.

    Raises:
        ValueError: `pixels` is not width x height x 3 bytes.
    """

    pixels: bytes
    size: ImageSize
    index: int
    seed: int

    def __post_init__(self) -> None:
        needed = self.size.width * self.size.height * 3
        if len(self.pixels) != needed:
            raise ValueError(f"{self.size} needs {needed} bytes, not {len(self.pixels)}")


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture that is safely in its place: where, how large, and the hash of its file."""

    location: str
    format: PictureFormat
    size: ImageSize
    index: int
    seed: int
    size_bytes: int
    sha256: str
