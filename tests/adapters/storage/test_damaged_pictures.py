"""Whatever is in a file, reading it ends with its picture or with `PictureUnreadable`."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from diffgentor.adapters.storage.encoding import decode, encode
from diffgentor.adapters.storage.picture_files import PictureFiles
from diffgentor.domain.errors import PictureUnreadable
from diffgentor.domain.picture import PictureFormat
from tests.adapters.storage.pictures import RECORD, a_noisy_picture, repeatable

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL[.]TiffImagePlugin")

WHOLE = {form: encode(a_noisy_picture(), form, RECORD) for form in PictureFormat}
LAST_CHECKSUM = 4


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def saved_by_pillow(picture_format: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(file, picture_format)
    return file.getvalue()


def test_a_png_cut_anywhere_is_unreadable() -> None:
    whole = WHOLE[PictureFormat.PNG]
    for length in range(len(whole) - LAST_CHECKSUM):
        with pytest.raises(PictureUnreadable):
            decode(whole[:length], "it")


@pytest.mark.parametrize("picture_format", [PictureFormat.JPEG, PictureFormat.WEBP])
def test_other_formats_cut_anywhere_are_unreadable_or_lost_nothing(
    picture_format: PictureFormat,
) -> None:
    whole = WHOLE[picture_format]
    intact = decode(whole, "it")
    for length in range(len(whole)):
        try:
            assert decode(whole[:length], "it") == intact
        except PictureUnreadable:
            continue


@repeatable
@given(
    picture_format=st.sampled_from(PictureFormat),
    place=st.floats(0, 1, exclude_max=True),
    damage=st.binary(min_size=1, max_size=8),
)
def test_overwritten_bytes_never_raise_anything_else(
    picture_format: PictureFormat, place: float, damage: bytes
) -> None:
    content = bytearray(WHOLE[picture_format])
    start = int(place * len(content))
    content[start : start + len(damage)] = damage
    try:
        decode(bytes(content), "it")
    except PictureUnreadable:
        return


def test_a_png_with_one_wrong_byte_is_unreadable_or_lost_nothing() -> None:
    whole = WHOLE[PictureFormat.PNG]
    intact = decode(whole, "it")
    for position in range(len(whole)):
        damaged = bytearray(whole)
        damaged[position] ^= 0x04
        try:
            assert decode(bytes(damaged), "it") == intact
        except PictureUnreadable:
            continue


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a text",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        png_that_claims(100_000, 100_000),
        png_that_claims(0, 0),
        saved_by_pillow("GIF"),
        saved_by_pillow("BMP"),
    ],
    ids=["nothing", "a text", "PostScript", "a bomb", "no pixels", "GIF", "BMP"],
)
def test_what_is_no_picture_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable, match="it is no ") as refusal:
        decode(content, "it")

    assert "0x" not in refusal.value.message


def test_what_is_no_picture_at_all_is_told_what_was_expected() -> None:
    with pytest.raises(PictureUnreadable, match=r"^it is no PNG, JPEG or WebP picture\."):
        decode(b"a text", "it")


@pytest.mark.parametrize("picture_format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_saved_by_another_program_carries_no_record(
    tmp_path: Path, picture_format: str
) -> None:
    path = tmp_path / "foreign"
    path.write_bytes(saved_by_pillow(picture_format))

    with pytest.raises(PictureUnreadable, match="carries no record") as refusal:
        PictureFiles().read(str(path))

    assert "drawn by diffgentor" in refusal.value.advice


@pytest.mark.parametrize("record", ["", "no json", "[]", "{}", '{"version": 1}', '{"version": 9}'])
def test_a_record_that_is_not_ours_is_refused(tmp_path: Path, record: str) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(encode(a_noisy_picture(), PictureFormat.PNG, record))

    with pytest.raises(PictureUnreadable):
        PictureFiles().read(str(path))


def test_a_file_that_is_missing_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.png", tmp_path, tmp_path / "missing" / "deeper.png"):
        with pytest.raises(PictureUnreadable, match=f"{path} cannot be read"):
            PictureFiles().read(str(path))
