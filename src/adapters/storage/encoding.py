"""Pictures as file bytes with their provenance inside, and back."""

import io
import zlib

from PIL import Image, PngImagePlugin, UnidentifiedImageError

from ...domain.errors import PictureUnreadable
from ...domain.picture import Picture, PictureFormat

TEXT_CHUNK = "diffgentor"
"""The PNG text chunk that holds the provenance. JPEG and WebP hold it as EXIF UserComment."""

_EXIF_FOLDER = 0x8769
_USER_COMMENT = 0x9286
_PLAIN = b"\0" * 8
"""EXIF's mark for a comment of undeclared encoding; here UTF-8."""
_COMPRESSED = b"ZLIB".ljust(8, b"\0")
"""Our own mark: a JPEG's EXIF ends at 64 KiB, which two long prompts can exceed."""
_LARGEST_COMMENT = 60_000
_READ = ("PNG", "JPEG", "WEBP")
"""No other: Pillow hands some formats to programs outside."""
_DAMAGE = (Image.DecompressionBombError, OSError, SyntaxError, ValueError, zlib.error)


def encode(picture: Picture, picture_format: PictureFormat, provenance: str) -> bytes:
    """Return the file's bytes: PNG, lossless WebP, or JPEG of quality 95 without subsampling."""
    size = (picture.size.width, picture.size.height)
    image = Image.frombytes("RGB", size, picture.pixels)
    file = io.BytesIO()
    match picture_format:
        case PictureFormat.PNG:
            chunks = PngImagePlugin.PngInfo()
            chunks.add_itxt(TEXT_CHUNK, provenance)
            image.save(file, "PNG", pnginfo=chunks)
        case PictureFormat.JPEG:
            image.save(file, "JPEG", quality=95, subsampling=0, exif=_exif(provenance))
        case PictureFormat.WEBP:
            image.save(file, "WEBP", lossless=True, exif=_exif(provenance))
    return file.getvalue()


def decode(content: bytes, location: str) -> tuple[bytes, str]:
    """Return a file's pixels, as 8-bit RGB rows, and its provenance text.

    Raises:
        PictureUnreadable: it is no picture, is cut short, or carries no provenance.
    """
    try:
        with _opened(content) as image:
            image.verify()  # a PNG's checksums and its end, neither of which loading insists on
        with _opened(content) as image:
            image.load()
            provenance = _provenance(image)
            pixels = image.convert("RGB").tobytes()
    except UnidentifiedImageError as error:
        raise PictureUnreadable(
            f"{location} is no PNG, JPEG or WebP picture.", "Name a picture drawn by diffgentor."
        ) from error
    except _DAMAGE as error:
        raise PictureUnreadable(
            f"{location} is no picture that can be read: {error}.",
            "Name a picture drawn by diffgentor.",
        ) from error
    if provenance is None:
        raise PictureUnreadable(
            f"{location} carries no record of how it was drawn.",
            "Name a picture drawn by diffgentor that no other program has saved again.",
        )
    return pixels, provenance


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=_READ)


def _exif(provenance: str) -> Image.Exif:
    exif = Image.Exif()
    text = provenance.encode()
    fits = len(text) <= _LARGEST_COMMENT
    comment = _PLAIN + text if fits else _COMPRESSED + zlib.compress(text, 9)
    exif.get_ifd(_EXIF_FOLDER)[_USER_COMMENT] = comment
    return exif


def _provenance(image: Image.Image) -> str | None:
    if isinstance(image, PngImagePlugin.PngImageFile):
        text = image.text.get(TEXT_CHUNK)
        return None if text is None else str(text)
    comment = image.getexif().get_ifd(_EXIF_FOLDER).get(_USER_COMMENT)
    if not isinstance(comment, bytes):
        return None
    if comment.startswith(_COMPRESSED):
        return zlib.decompress(comment.removeprefix(_COMPRESSED)).decode()
    return comment.removeprefix(_PLAIN).decode() if comment.startswith(_PLAIN) else None
