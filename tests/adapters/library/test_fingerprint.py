"""A fingerprint names a model's bytes, wherever they lie."""

import shutil
from pathlib import Path

import pytest

from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.diffusers.model_folder import ModelFolder
from tests.adapters.library.conftest import Copied
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder

WEIGHTS = "transformer/diffusion_pytorch_model.safetensors"
MEBIBYTE = 1 << 20


def fingerprint(folder: Path) -> str:
    return DiffusersLibrary().profile(str(folder)).fingerprint


def flip_a_bit(file: Path, position: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(position, 0 if position >= 0 else 2)
        byte = opened.read(1)
        opened.seek(-1, 1)
        opened.write(bytes([byte[0] ^ 1]))


def test_a_copy_in_another_place_has_the_same_fingerprint(
    copied: Copied, tiny_folder: TinyFolder
) -> None:
    assert fingerprint(copied(FLUX)) == fingerprint(tiny_folder(FLUX))


def test_neither_a_picture_nor_a_hidden_file_beside_the_model_changes_it(copied: Copied) -> None:
    folder = copied(FLUX)
    before = fingerprint(folder)

    (folder / "example.png").write_bytes(b"picture")
    (folder / "README.md").write_text("A model.")

    assert fingerprint(folder) == before


@pytest.mark.parametrize(
    "name",
    ["model_index.json", "scheduler/scheduler_config.json", "tokenizer/tokenizer.json"],
)
def test_a_byte_of_any_configuration_changes_it(copied: Copied, name: str) -> None:
    folder = copied(FLUX)
    before = fingerprint(folder)

    path = folder / name
    path.write_text(path.read_text() + " ")

    assert fingerprint(folder) != before


@pytest.mark.parametrize("position", [0, MEBIBYTE - 1, -MEBIBYTE, -1])
def test_a_bit_at_either_end_of_a_large_weight_file_changes_it(
    copied: Copied, position: int
) -> None:
    folder = copied(FLUX)
    with (folder / WEIGHTS).open("ab") as file:
        file.truncate(3 * MEBIBYTE)
    before = fingerprint(folder)

    flip_a_bit(folder / WEIGHTS, position)

    # The folder's own: a profile would refuse a file whose header is damaged.
    assert ModelFolder(folder).fingerprint() != before


def test_weights_of_another_size_or_under_another_name_change_it(copied: Copied) -> None:
    folder = copied(FLUX)
    seen = {fingerprint(folder)}

    with (folder / WEIGHTS).open("ab") as file:
        file.write(b"\0")
    seen.add(fingerprint(folder))
    shutil.move(folder / WEIGHTS, folder / "transformer/weights.safetensors")
    seen.add(fingerprint(folder))

    assert len(seen) == 3
