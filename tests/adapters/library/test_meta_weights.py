"""What is counted without weights is what the weight files hold."""

import json
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from transformers import CLIPConfig

from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.diffusers.meta_weights import MetaWeightCounter
from diffgentor.domain.errors import ModelUnreadable
from diffgentor.domain.model import ModelProfile
from tests.adapters.library.conftest import Copied
from tests.adapters.library.hub_client import surroundings_of
from tests.adapters.library.hub_server import HUB_ID, HubServer, serving
from tests.adapters.python_process import start_python
from tests.tiny_pipelines.families import FAMILIES, FLUX, SD15, Family
from tests.tiny_pipelines.fixtures import TinyFolder

each_family = pytest.mark.parametrize("family", FAMILIES, ids=attrgetter("name"))


def profile_of(folder: Path) -> ModelProfile:
    return DiffusersLibrary().profile(str(folder))


def forgetful(model: ModelProfile) -> ModelProfile:
    """The profile as if no weight file's header had told anything."""
    return replace(
        model,
        components=tuple(
            replace(component, parameters=None, largest_tensor=None)
            for component in model.components
        ),
    )


def change(file: Path, key: str, value: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))


@each_family
def test_classes_hold_what_the_headers_tell(family: Family, tiny_folder: TinyFolder) -> None:
    told = profile_of(tiny_folder(family))

    assert not told.needs_counting
    assert MetaWeightCounter().count(forgetful(told)) == told


def test_only_what_needs_counting_is_counted(tiny_folder: TinyFolder) -> None:
    told = profile_of(tiny_folder(FLUX))
    first = next(part for part in told.components if part.has_weights)
    claimed = replace(first, parameters=7)
    model = replace(told, components=(claimed, *forgetful(told).components))

    assert MetaWeightCounter().count(model).components == (claimed, *told.components)


def test_weights_in_files_without_a_header_are_counted(copied: Copied) -> None:
    folder = copied(SD15)
    told = profile_of(folder)
    (folder / "unet/diffusion_pytorch_model.safetensors").unlink()
    torch.save({}, folder / "unet/diffusion_pytorch_model.bin")

    model = profile_of(folder)

    assert [part.role for part in model.components if part.needs_counting] == ["unet"]
    counted = {part.role: part for part in MetaWeightCounter().count(model).components}
    unet = next(part for part in told.components if part.role == "unet")
    assert counted["unet"].parameters == unet.parameters
    assert counted["unet"].largest_tensor == unet.largest_tensor


def test_a_class_of_a_pipeline_package_is_counted(copied: Copied) -> None:
    folder = copied(SD15)
    small = {
        "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1,
        "num_attention_heads": 1, "image_size": 32, "patch_size": 16,
    }  # fmt: skip
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=small, projection_dim=8))
    checker.save_pretrained(folder / "safety_checker")
    change(folder / "model_index.json", "safety_checker", [
        "stable_diffusion", "StableDiffusionSafetyChecker",
    ])  # fmt: skip
    told = profile_of(folder)

    assert {part.role for part in told.components if part.has_weights} >= {"safety_checker"}
    assert MetaWeightCounter().count(forgetful(told)) == told


@pytest.mark.parametrize(
    ("role", "key", "value"),
    [
        ("transformer", "attention_head_dim", None),
        ("transformer", "num_layers", "many"),
        ("vae", "down_block_types", ["NoSuchBlock"]),
        ("text_encoder", "hidden_size", "wide"),
        ("text_encoder", "num_attention_heads", 0),
        ("text_encoder_2", "d_model", []),
    ],
)
def test_a_configuration_that_builds_nothing_is_told_with_its_folder_and_cause(
    copied: Copied, role: str, key: str, value: object
) -> None:
    folder = copied(FLUX)
    model = forgetful(profile_of(folder))
    change(folder / role / "config.json", key, value)

    with pytest.raises(ModelUnreadable) as failure:
        MetaWeightCounter().count(model)

    assert str(folder / role) in failure.value.message
    assert failure.value.__cause__ is not None


@pytest.mark.parametrize("library", ["diffusers", "transformers", "stable_diffusion"])
def test_a_class_that_the_library_lacks_is_told(tiny_folder: TinyFolder, library: str) -> None:
    told = profile_of(tiny_folder(FLUX))
    unknown = replace(told.components[-1], library=library, class_name="NoSuchClass")
    model = forgetful(replace(told, components=(unknown,)))

    with pytest.raises(ModelUnreadable, match="NoSuchClass"):
        MetaWeightCounter().count(model)


def planned(hub: HubServer, home: Path) -> tuple[dict[str, Any], str]:
    """What `diffgentor plan` prints of the hub's model in a process of its own, and complains."""
    arguments = ("plan", "--model_name", HUB_ID, "--json")
    surroundings = surroundings_of(hub.endpoint, home)
    with start_python("-m", "diffgentor", *arguments, **surroundings) as process:
        printed, complaints = process.communicate(timeout=100)
    return json.loads(printed)["memory"], complaints


def test_a_plan_for_a_model_still_on_the_hub_tells_the_same_memory(
    tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = tiny_folder(FLUX)
    told = profile_of(folder)

    with serving(folder) as hub:
        memory, complaints = planned(hub, tmp_path)

    assert not any(name.endswith(".safetensors") for name in hub.files_asked())
    assert memory["basis"] == "formula"
    assert memory["components"] == [
        {"role": part.role, "weightsBytes": str(4 * (part.parameters or 0))}
        for part in told.components
        if part.has_weights
    ]
    assert complaints == ""
