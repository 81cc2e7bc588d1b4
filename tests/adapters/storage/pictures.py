"""Small pictures, and the files that a folder holds."""

import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from diffgentor.adapters.storage.encoding import decode
from diffgentor.domain.picture import Picture
from diffgentor.domain.size import ImageSize

RECORD = '{"version": 1}'

repeatable = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
"""Laws are looked at the same way each time, on however busy a machine."""


def a_noisy_picture(width: int = 8, height: int = 6, seed: int = 7) -> Picture:
    """A picture that no compression makes much smaller."""
    pixels = random.Random(seed).randbytes(width * height * 3)
    return Picture(pixels, ImageSize(width, height), index=0, seed=seed)


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    """Any small picture."""
    width, height = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    pixels = draw(st.binary(min_size=width * height * 3, max_size=width * height * 3))
    return Picture(pixels, ImageSize(width, height), index=0, seed=0)


def names_in(folder: Path) -> set[str]:
    """The names of all files in `folder`, hidden ones too."""
    return {path.name for path in folder.iterdir()}


def is_whole(path: Path) -> bool:
    """Whether a picture with its record can be read from the file, or the reason why not."""
    _, record = decode(path.read_bytes(), str(path))
    return record == RECORD


def png_chunks(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Each chunk's type and data, by the PNG specification alone, its checksum compared."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    position = 8
    while position < len(content):
        (length,) = struct.unpack_from(">I", content, position)
        kind, data = content[position + 4 : position + 8], content[position + 8 :][:length]
        (checksum,) = struct.unpack_from(">I", content, position + 8 + length)
        assert checksum == zlib.crc32(kind + data)
        yield kind.decode("ascii"), data
        position += 12 + length
