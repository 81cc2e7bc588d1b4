"""What is read of a model's files is what its pipeline then does."""

import json
from operator import attrgetter
from pathlib import Path

import pytest
import torch
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from transformers import CLIPConfig, CLIPImageProcessorPil

from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.errors import EngineFailed
from diffgentor.domain.guidance import ClassifierFreeGuidance, DistilledGuidance, NoGuidance
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.size import ImageSize
from tests.adapters.library.conftest import Copied
from tests.adapters.library.one_picture import pixels_of
from tests.adapters.python_process import output_of
from tests.tiny_pipelines.families import FAMILIES, FLUX, SD15, SDXL, Family
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

each_family = pytest.mark.parametrize("family", FAMILIES, ids=attrgetter("name"))

GUIDANCE = {
    "flux": DistilledGuidance("guidance_scale"),
    "flux_kontext": DistilledGuidance("guidance_scale"),
    "flux2_klein": NoGuidance(),
    "qwen_image": ClassifierFreeGuidance("true_cfg_scale", takes_negative_prompt=True),
    "sd3": ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True),
    "sdxl": ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True),
    "sd15": ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True),
    "pixart": ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True),
}
"""As each pipeline's documentation has it."""

DEFAULTS = {
    "flux": (1024, 28, 3.5),
    "flux_kontext": (1024, 28, 3.5),
    "flux2_klein": (1024, 50, 1.0),
    "qwen_image": (1024, 50, 4.0),
    "sd3": (64, 28, 7.0),
    "sdxl": (64, 50, 5.0),
    "sd15": (64, 50, 7.5),
    "pixart": (256, 20, 4.5),
}
"""Edge, steps and scale of the stock call; the edge follows from the tiny configuration."""


def profile_of(folder: Path) -> ModelProfile:
    return DiffusersLibrary().profile(str(folder))


@each_family
def test_a_profile_says_what_the_folder_holds(family: Family, tiny_folder: TinyFolder) -> None:
    folder = tiny_folder(family)
    model = profile_of(folder)
    index = json.loads((folder / "model_index.json").read_text())

    assert model.pipeline_class == family.pipeline_class
    assert (model.location, model.revision) == (str(folder), None)
    assert model.denoiser.role == family.denoiser
    assert model.denoiser.class_name == index[family.denoiser][1]
    assert model.vae is not None
    assert (model.vae.class_name, model.vae.scale) == (index["vae"][1], 8)
    assert model.guidance == GUIDANCE[family.name]
    weights = sum(file.stat().st_size for file in folder.rglob("*.safetensors"))
    assert model.weight_bytes == weights
    assert {"prompt", "height", "width", "generator"} <= model.call_parameters


@each_family
def test_defaults_are_those_of_the_stock_call(family: Family, tiny_folder: TinyFolder) -> None:
    defaults = profile_of(tiny_folder(family)).defaults

    edge, steps, scale = DEFAULTS[family.name]
    assert defaults.size == ImageSize(edge, edge)
    assert (defaults.steps, defaults.guidance_scale) == (steps, scale)
    assert defaults.max_sequence_length is None


@foreign_warnings
@each_family
def test_any_multiple_is_drawn_exactly_and_nothing_in_between(
    family: Family, tiny_folder: TinyFolder
) -> None:
    model = profile_of(tiny_folder(family))
    step = model.size_multiple

    assert step == family.size_step
    size = ImageSize(5 * step, 3 * step)
    assert len(pixels_of(model, size)) == size.width * size.height * 3
    with pytest.raises(EngineFailed):
        pixels_of(model, ImageSize(5 * step + step // 2, 3 * step))


def test_the_makers_own_defaults_stand_before_those_of_the_class(copied: Copied) -> None:
    folder = copied(FLUX)
    makers = {
        "width": 128, "height": 96, "num_inference_steps": 20, "guidance_scale": 2,
        "max_sequence_length": 48,
    }  # fmt: skip
    (folder / "diffgentor.json").write_text(json.dumps(makers))

    defaults = profile_of(folder).defaults

    assert defaults.size == ImageSize(128, 96)
    assert (defaults.steps, defaults.guidance_scale) == (20, 2.0)
    assert defaults.max_sequence_length == 48


@foreign_warnings
def test_a_component_of_a_pipeline_package_is_diffusers_own(copied: Copied) -> None:
    folder = copied(SD15)
    small = {
        "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1,
        "num_attention_heads": 1, "image_size": 32, "patch_size": 16,
    }  # fmt: skip
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=small, projection_dim=8))
    torch.nn.init.constant_(checker.concept_embeds_weights, 2.0)  # nothing comes that close
    torch.nn.init.constant_(checker.special_care_embeds_weights, 2.0)
    checker.save_pretrained(folder / "safety_checker")
    processor = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=32)
    processor.save_pretrained(folder / "feature_extractor")
    index = json.loads((folder / "model_index.json").read_text())
    index["safety_checker"] = ["stable_diffusion", "StableDiffusionSafetyChecker"]
    index["feature_extractor"] = ["transformers", "CLIPImageProcessor"]
    (folder / "model_index.json").write_text(json.dumps(index))

    model = profile_of(folder)

    assert {"safety_checker", "feature_extractor"} <= {part.role for part in model.components}
    assert len(pixels_of(model)) == 32 * 32 * 3


def test_profiles_are_read_without_torch_or_any_model_code(tiny_folder: TinyFolder) -> None:
    folders = [str(tiny_folder(family)) for family in (FLUX, SDXL)]
    code = """
import sys
from diffgentor.adapters.diffusers.library import DiffusersLibrary
for folder in sys.argv[1:]:
    print(DiffusersLibrary().profile(folder).pipeline_class)
print(*({"torch", "diffusers", "transformers", "numpy"} & set(sys.modules)))
"""

    assert output_of(code, *folders).split() == ["FluxPipeline", "StableDiffusionXLPipeline"]


@pytest.mark.parametrize("family", [SD15, SDXL], ids=attrgetter("name"))
def test_what_a_unet_calls_the_size_of_its_heads_is_their_number(
    family: Family, tiny_folder: TinyFolder
) -> None:
    folder = tiny_folder(family)
    config = json.loads((folder / "unet/config.json").read_text(encoding="utf-8"))

    denoiser = DiffusersLibrary().profile(str(folder)).denoiser

    assert denoiser.head_size is None
    number = config["attention_head_dim"]
    assert denoiser.heads == (number if isinstance(number, int) else None)
