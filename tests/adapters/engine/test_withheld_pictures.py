"""Pictures that must not be shown: flagged by the model's own checker, or made of no numbers."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import ImagePipelineOutput
from diffusers.pipelines.kandinsky5.pipeline_output import KandinskyImagePipelineOutput
from diffusers.pipelines.stable_diffusion import StableDiffusionPipelineOutput
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from transformers import CLIPConfig, CLIPImageProcessorPil

from diffgentor.adapters.diffusers.drawn_picture import drawn_pictures
from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import EngineFailed, PictureNotFinite
from diffgentor.domain.plan import plan_for
from diffgentor.domain.size import ImageSize
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FLUX, SD15
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

SIZE = ImageSize(16, 8)
no_numbers = pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf])


def with_checker(folder: Path, threshold: float) -> DiffusersEngine:
    """Load the folder's model with a checker that flags what is closer to a concept than that."""
    small = {
        "hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1,
        "num_attention_heads": 1, "image_size": 32, "patch_size": 16,
    }  # fmt: skip
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=small, projection_dim=8))
    torch.nn.init.constant_(checker.concept_embeds_weights, threshold)
    torch.nn.init.constant_(checker.special_care_embeds_weights, threshold)
    checker.save_pretrained(folder / "safety_checker")
    processor = CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size=32)
    processor.save_pretrained(folder / "feature_extractor")
    index = json.loads((folder / "model_index.json").read_text()) | {
        "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
        "feature_extractor": ["transformers", "CLIPImageProcessor"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    return load_engine(
        DiffusersLibrary().profile(str(folder)), plan_for(CPU, AskedPlan()), CPU, other_libraries()
    )


@foreign_warnings
def test_a_picture_that_the_safety_checker_flags_is_an_error_not_a_black_picture(
    tiny_folder: TinyFolder, tmp_path: Path, engine: Engines, profile: Profiles
) -> None:
    everything, nothing = -2.0, 2.0  # a cosine is never below or above
    request = a_request_for(profile(SD15))
    flagging = with_checker(shutil.copytree(tiny_folder(SD15), tmp_path / "strict"), everything)
    passing = with_checker(shutil.copytree(tiny_folder(SD15), tmp_path / "lax"), nothing)

    with pytest.raises(EngineFailed, match="safety checker withheld"):
        draw(flagging, request)

    assert pixels(draw(passing, request)) == pixels(draw(engine(SD15, AskedPlan()), request))


@no_numbers
def test_decoded_values_that_are_no_numbers_are_an_error(
    value: float, engine: Engines, profile: Profiles
) -> None:
    used = engine(FLUX, AskedPlan())
    with torch.no_grad():
        used._pipeline.vae.decoder.conv_out.bias[1] = value

    with pytest.raises(PictureNotFinite, match="no numbers"):
        draw(used, a_request_for(profile(FLUX), steps=1))


@no_numbers
def test_a_single_value_that_is_no_number_is_noticed_where_no_vae_is_watched(
    value: float,
) -> None:
    values = np.zeros((1, 8, 16, 3), np.float32)
    values[0, 7, 15, 2] = value

    with pytest.raises(PictureNotFinite, match="no numbers"):
        drawn_pictures(ImagePipelineOutput(images=values), SIZE, [0], [5])


def test_every_kind_of_output_becomes_the_picture_it_holds() -> None:
    values = np.linspace(0, 1, 8 * 16 * 3, dtype=np.float32).reshape(1, 8, 16, 3)
    expected = (values * 255).round().astype("uint8").tobytes()
    outputs = [
        ImagePipelineOutput(images=values),
        KandinskyImagePipelineOutput(image=values),
        StableDiffusionPipelineOutput(images=values, nsfw_content_detected=None),
        StableDiffusionPipelineOutput(images=values, nsfw_content_detected=[False]),
    ]

    drawn = [drawn_pictures(output, SIZE, [2], [7])[0] for output in outputs]

    assert [picture.pixels for picture in drawn] == [expected] * len(outputs)
    assert {(picture.size, picture.index, picture.seed) for picture in drawn} == {(SIZE, 2, 7)}
