"""Weights that are cut, missing or of another model never become a picture."""

import json
from pathlib import Path

import pytest
from diffusers import FluxTransformer2DModel
from safetensors.torch import load_file, save_file

from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.errors import ModelUnreadable
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.library.conftest import Copied
from tests.adapters.library.one_picture import CPU, PLAN
from tests.tiny_pipelines.families import FLUX, FLUX2_KLEIN, SD15, Family

TRANSFORMER = "transformer/diffusion_pytorch_model.safetensors"
TEXT_ENCODER = "text_encoder/model.safetensors"


def unreadable(folder: Path) -> ModelUnreadable:
    """What is told of a damaged model, be it while its headers are read or its weights."""
    with pytest.raises(ModelUnreadable, match=str(folder)) as failure:
        load_engine(DiffusersLibrary().profile(str(folder)), PLAN, CPU, other_libraries())
    assert "\n" not in failure.value.message
    return failure.value


def without_one_tensor(file: Path, part_of_name: str) -> str:
    tensors = load_file(file)
    gone = next(name for name in tensors if part_of_name in name)
    del tensors[gone]
    save_file(tensors, file, metadata={"format": "pt"})
    return gone


@pytest.mark.parametrize(
    ("family", "file", "part_of_name"),
    [
        (FLUX, TRANSFORMER, "proj_out.weight"),
        (FLUX, TRANSFORMER, "norm_q.weight"),
        (FLUX, "vae/diffusion_pytorch_model.safetensors", "decoder.conv_out.bias"),
        (FLUX, TEXT_ENCODER, "final_layer_norm.weight"),
        (FLUX, "text_encoder_2/model.safetensors", "layer_norm.weight"),
        (FLUX2_KLEIN, TEXT_ENCODER, "q_proj.weight"),
        (SD15, "unet/diffusion_pytorch_model.safetensors", "conv_in.bias"),
    ],
)
def test_one_missing_tensor_is_named_and_never_made_up(
    copied: Copied, family: Family, file: str, part_of_name: str
) -> None:
    folder = copied(family)
    gone = without_one_tensor(folder / file, part_of_name)

    message = unreadable(folder).message

    assert "lacks weights" in message
    assert gone in message


@pytest.mark.parametrize("file", [TRANSFORMER, TEXT_ENCODER])
@pytest.mark.parametrize("kept", [0, 7, 100, -1])
def test_a_cut_weight_file_is_unreadable(copied: Copied, file: str, kept: int) -> None:
    path = copied(FLUX) / file
    path.write_bytes(path.read_bytes()[:kept])

    unreadable(path.parent.parent)


def test_a_missing_shard_is_unreadable(copied: Copied) -> None:
    folder = copied(FLUX)
    part = folder / "transformer"
    transformer = FluxTransformer2DModel.from_pretrained(part)
    (folder / TRANSFORMER).unlink()
    transformer.save_pretrained(part, max_shard_size="200KB")
    shards = sorted(part.glob("*.safetensors"))
    load_engine(DiffusersLibrary().profile(str(folder)), PLAN, CPU, other_libraries()).close()

    shards[1].unlink()

    assert len(shards) > 1
    unreadable(folder)


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        ("transformer/config.json", {"num_layers": 3}),
        ("transformer/config.json", {"num_attention_heads": 4}),
        ("text_encoder/config.json", {"num_hidden_layers": 7}),
        ("text_encoder/config.json", {"hidden_size": 64}),
        ("model_index.json", {"transformer": ["diffusers", "NoSuchTransformer"]}),
        ("model_index.json", {"vae": [None, None]}),
    ],
)
def test_weights_that_do_not_fit_their_configuration_are_refused(
    copied: Copied, name: str, entries: dict[str, object]
) -> None:
    folder = copied(FLUX)
    content = json.loads((folder / name).read_text()) | entries
    (folder / name).write_text(json.dumps(content))

    unreadable(folder)


def test_a_vocabulary_that_is_no_json_is_told(copied: Copied) -> None:
    folder = copied(FLUX)
    (folder / "tokenizer/tokenizer.json").write_text("{")

    unreadable(folder)
