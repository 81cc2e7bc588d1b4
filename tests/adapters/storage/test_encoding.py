"""What goes into a file comes out of it: pixels and the record of how they were drawn."""

import io
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from diffgentor.adapters.storage.encoding import TEXT_CHUNK, decode, encode
from diffgentor.adapters.storage.picture_files import PictureFiles
from diffgentor.adapters.storage.picture_folder import PictureFolder
from diffgentor.domain.picture import Picture, PictureFormat
from diffgentor.domain.provenance import Provenance
from diffgentor.domain.provenance_json import to_json
from diffgentor.domain.receipt import Applied, PlanReceipt
from diffgentor.domain.size import ImageSize
from tests.adapters.storage.pictures import (
    RECORD,
    a_noisy_picture,
    pictures,
    png_chunks,
    repeatable,
)
from tests.fakes.builders import a_plan, a_request

each_format = pytest.mark.parametrize("picture_format", PictureFormat)
LOSSLESS = (PictureFormat.PNG, PictureFormat.WEBP)
NOISE = "".join(map(chr, random.Random(0).choices(range(0x10000, 0x110000), k=10_000)))
"""A prompt as long as any may be, of characters of four bytes, that compresses badly."""


def a_record(prompt: str, negative_prompt: str | None) -> Provenance:
    plan = a_plan()
    receipt = PlanReceipt((Applied("torch_dtype", "float32", "seen " * 40),), plan.fingerprint)
    return Provenance(
        request=a_request(prompt=prompt, negative_prompt=negative_prompt),
        index=0,
        seed=7,
        plan=plan,
        receipt=receipt,
        model="shapes",
        model_revision=None,
        model_fingerprint="0123456789abcdef",
        pipeline_class="FluxPipeline",
        device="cpu",
        libraries={"torch": "2.13.0"},
        pixels_sha256="0" * 64,
    )


@repeatable
@given(picture=pictures(), picture_format=st.sampled_from(LOSSLESS))
def test_lossless_formats_give_every_pixel_back(
    picture: Picture, picture_format: PictureFormat
) -> None:
    assert decode(encode(picture, picture_format, RECORD), "it") == (picture.pixels, RECORD)
    assert PictureFiles().as_stored(picture, picture_format) == picture.pixels


@repeatable
@given(picture=pictures(), picture_format=st.sampled_from(PictureFormat))
def test_pixels_as_stored_are_the_ones_that_reading_the_file_returns(
    tmp_path_factory: pytest.TempPathFactory, picture: Picture, picture_format: PictureFormat
) -> None:
    record = a_record("a fox", None)
    store = PictureFolder(tmp_path_factory.mktemp("pictures"))

    kept = store.keep(picture, picture_format, "a fox", to_json(record))

    read = PictureFiles().read(kept.location)
    assert read.provenance == record
    assert read.pixels == PictureFiles().as_stored(picture, picture_format)


def test_a_jpeg_stays_close_to_what_was_drawn() -> None:
    ramp = bytes(channel for x in range(64) for channel in (x * 4, 255 - x * 4, 128)) * 48
    picture = Picture(ramp, ImageSize(64, 48), index=0, seed=0)

    stored = PictureFiles().as_stored(picture, PictureFormat.JPEG)

    assert max(abs(one - other) for one, other in zip(stored, ramp, strict=True)) <= 4


@each_format
@pytest.mark.parametrize(
    ("prompt", "negative_prompt"),
    [
        ("a red fox", None),
        ('лиса 🦊 "quoted" \\ \n\t\0 é', ""),
        (NOISE, NOISE[::-1]),
        ("\x01" * 10_000, "\x1f" * 10_000),
    ],
    ids=["plain", "unicode", "four-byte noise", "control characters"],
)
def test_the_longest_and_oddest_prompts_come_back_in_every_format(
    tmp_path: Path, picture_format: PictureFormat, prompt: str, negative_prompt: str | None
) -> None:
    record = a_record(prompt, negative_prompt)

    kept = PictureFolder(tmp_path).keep(a_noisy_picture(), picture_format, prompt, to_json(record))

    assert PictureFiles().read(kept.location).provenance == record


def test_a_png_holds_its_record_in_one_text_chunk_for_any_reader() -> None:
    record = to_json(a_record("лиса 🦊", None))

    content = encode(a_noisy_picture(), PictureFormat.PNG, record)

    with Image.open(io.BytesIO(content)) as image:
        assert isinstance(image, PngImagePlugin.PngImageFile)
        assert image.text == {"diffgentor": record}
    chunks = list(png_chunks(content))
    assert [kind for kind, _ in chunks] == ["IHDR", "iTXt", "IDAT", "IEND"]
    uncompressed_without_language = b"\0\0\0\0"
    assert dict(chunks)["iTXt"] == (
        b"diffgentor\0" + uncompressed_without_language + record.encode()
    )


@pytest.mark.parametrize("picture_format", [PictureFormat.JPEG, PictureFormat.WEBP])
def test_a_short_record_stands_readable_in_the_exif_comment(
    picture_format: PictureFormat,
) -> None:
    content = encode(a_noisy_picture(), picture_format, RECORD)

    with Image.open(io.BytesIO(content)) as image:
        assert image.getexif().get_ifd(0x8769)[0x9286] == b"\0" * 8 + RECORD.encode()


def test_the_name_of_the_chunk_is_the_documented_one() -> None:
    assert TEXT_CHUNK == "diffgentor"


@each_format
def test_the_same_picture_and_record_are_the_same_file(picture_format: PictureFormat) -> None:
    picture = a_noisy_picture()
    once, again = (encode(replace(picture), picture_format, RECORD) for _ in range(2))

    assert once == again
