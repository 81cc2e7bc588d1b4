"""A folder that is broken in any one place says which, before anything is drawn."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.errors import ModelUnreadable, NotTextToImage
from tests.adapters.library.conftest import Copied
from tests.tiny_pipelines.families import FLUX, SD15

READ_BY_PROFILE = (
    "model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json",
    "text_encoder_2/config.json", "tokenizer/tokenizer_config.json",
    "tokenizer_2/tokenizer_config.json", "transformer/config.json", "vae/config.json",
)  # fmt: skip
WEIGHTS = (
    "text_encoder/model.safetensors", "text_encoder_2/model.safetensors",
    "transformer/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.safetensors",
)  # fmt: skip
NOT_FROM_TEXT = (
    "FluxImg2ImgPipeline", "FluxInpaintPipeline", "FluxFillPipeline", "FluxControlNetPipeline",
    "StableDiffusionUpscalePipeline", "StableDiffusionAdapterPipeline", "QwenImageEditPipeline",
    "IFSuperResolutionPipeline", "StableDiffusionAttendAndExcitePipeline", "KandinskyPipeline",
    "LTXPipeline", "WanPipeline", "StableVideoDiffusionPipeline", "AudioLDM2Pipeline",
    "DDPMPipeline",
)  # fmt: skip


def change(file: Path, **entries: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | entries))


def unreadable(folder: Path) -> ModelUnreadable:
    with pytest.raises(ModelUnreadable) as failure:
        DiffusersLibrary().profile(str(folder))
    assert "again" in failure.value.advice
    return failure.value


def no_text_to_image(folder: Path) -> NotTextToImage:
    with pytest.raises(NotTextToImage) as failure:
        DiffusersLibrary().profile(str(folder))
    assert failure.value.advice
    return failure.value


@pytest.mark.parametrize("name", READ_BY_PROFILE)
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"\xff\xfe{}", b"null"],
    ids=["empty", "cut", "list", "binary", "null"],
)
def test_a_configuration_that_is_no_json_object_is_named(
    copied: Copied, name: str, content: bytes
) -> None:
    folder = copied(FLUX)
    (folder / name).write_bytes(content)

    assert str(folder / name) in unreadable(folder).message


@pytest.mark.parametrize("name", [*READ_BY_PROFILE[1:], *WEIGHTS, "tokenizer/tokenizer.json"])
def test_a_missing_file_is_told_by_its_folder(copied: Copied, name: str) -> None:
    folder = copied(FLUX)
    (folder / name).unlink()

    assert str((folder / name).parent) in unreadable(folder).message


def test_a_folder_without_an_index_is_no_pipeline(copied: Copied) -> None:
    folder = copied(FLUX)
    (folder / "model_index.json").unlink()

    assert "holds no model_index.json" in no_text_to_image(folder).message


@pytest.mark.parametrize("role", ["vae", "transformer", "tokenizer", "scheduler"])
def test_a_component_that_was_not_copied_is_missed(copied: Copied, role: str) -> None:
    folder = copied(FLUX)
    shutil.rmtree(folder / role)

    assert str(folder / role) in unreadable(folder).message


@pytest.mark.parametrize("files", [["vocab.json"], ["merges.txt"], ["special_tokens_map.json"]])
def test_half_a_vocabulary_is_none(copied: Copied, files: list[str]) -> None:
    folder = copied(FLUX)
    (folder / "tokenizer/tokenizer.json").unlink()
    for name in files:
        (folder / "tokenizer" / name).write_text("{}")

    assert f"{folder / 'tokenizer'} has no vocabulary" in unreadable(folder).message


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: change(folder / "vae/config.json", block_out_channels=None),
        lambda folder: change(folder / "unet/config.json", sample_size=0),
        lambda folder: change(folder / "unet/config.json", sample_size=[]),
        lambda folder: change(folder / "unet/config.json", sample_size=10**9),
        lambda folder: change(folder / "model_index.json", unet=[]),
        lambda folder: change(folder / "model_index.json", unet=["diffusers"]),
        lambda folder: (folder / "diffgentor.json").write_text('{"width": "wide"}'),
        lambda folder: (folder / "diffgentor.json").write_text('{"guidance_scale": []}'),
    ],
)
def test_values_that_no_pipeline_has_are_told_and_raise_nothing_else(
    copied: Copied, damage: Callable[[Path], object]
) -> None:
    folder = copied(SD15)
    damage(folder)

    assert str(folder) in unreadable(folder).message


@pytest.mark.parametrize("class_name", NOT_FROM_TEXT)
def test_a_pipeline_that_needs_more_than_text_is_refused(copied: Copied, class_name: str) -> None:
    folder = copied(FLUX)
    change(folder / "model_index.json", _class_name=class_name)

    refusal = no_text_to_image(folder).message
    assert f"{class_name}, which does not draw pictures from text alone" in refusal


def test_a_pipeline_class_that_diffusers_does_not_have_is_told(copied: Copied) -> None:
    folder = copied(FLUX)
    change(folder / "model_index.json", _class_name="FluxSomedayPipeline")

    refusal = no_text_to_image(folder)
    assert "FluxSomedayPipeline, which the installed diffusers does not have" in refusal.message
    assert "Upgrade diffusers" in refusal.advice


@pytest.mark.parametrize("library", ["my_transformer", "..", "os"])
def test_a_component_with_code_of_its_own_is_refused(copied: Copied, library: str) -> None:
    folder = copied(FLUX)
    change(folder / "model_index.json", transformer=[library, "MyTransformer"])

    refusal = no_text_to_image(folder)
    assert f"transformer is a MyTransformer of {library}" in refusal.message
    assert "needs no code of its own" in refusal.advice
