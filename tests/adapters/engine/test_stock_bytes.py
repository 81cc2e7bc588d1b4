"""The engine's pictures are the stock pipeline's, byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from diffusers import DiffusionPipeline

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.precision import Precision
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import PROMPT, a_request_for, draw, pixels
from tests.tiny_pipelines.families import (
    FAMILIES,
    FLUX,
    FLUX2_KLEIN,
    FLUX_KONTEXT,
    PIXART,
    QWEN_IMAGE,
    SD3,
    SD15,
    SDXL,
    Family,
)
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

pytestmark = foreign_warnings

# What somebody who knows each pipeline would write for a 64 x 64 picture with its usual guidance.
STOCK_CALL: dict[str, dict[str, Any]] = {
    FLUX.name: {"guidance_scale": 3.5},
    FLUX_KONTEXT.name: {"guidance_scale": 3.5, "max_area": 64 * 64},
    FLUX2_KLEIN.name: {"guidance_scale": 1.0},
    QWEN_IMAGE.name: {"true_cfg_scale": 4.0, "negative_prompt": ""},
    SD3.name: {"guidance_scale": 7.0},
    SDXL.name: {"guidance_scale": 5.0},
    SD15.name: {"guidance_scale": 7.5},
    PIXART.name: {"guidance_scale": 4.5, "use_resolution_binning": False},
}


def stock_picture(
    folder: object,
    family: Family,
    *,
    dtype: torch.dtype = torch.float32,
    prepare: Callable[[Any], object] = lambda pipeline: None,
    seed: int = 5,
    **changes: Any,
) -> bytes:
    pipeline = DiffusionPipeline.from_pretrained(folder, dtype=dtype)
    prepare(pipeline)
    pipeline.set_progress_bar_config(disable=True)
    call = {"prompt": PROMPT, "width": 64, "height": 64, "num_inference_steps": 3}
    generator = torch.Generator("cpu").manual_seed(seed)
    images = pipeline(**call | STOCK_CALL[family.name] | changes, generator=generator).images
    drawn: bytes = images[0].convert("RGB").tobytes()
    return drawn


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_picture_is_the_stock_picture(
    family: Family, engine: Engines, profile: Profiles, tiny_folder: TinyFolder
) -> None:
    drawings = draw(engine(family, AskedPlan()), a_request_for(profile(family), pictures=2))

    folder = tiny_folder(family)
    assert pixels(drawings) == [
        stock_picture(folder, family, seed=5),
        stock_picture(folder, family, seed=6),
    ]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_tiled_picture_is_the_stock_picture_with_tiling(
    family: Family, engine: Engines, profile: Profiles, tiny_folder: TinyFolder
) -> None:
    asked = AskedPlan(vae_tiling=True)

    drawings = draw(engine(family, asked), a_request_for(profile(family)), asked)

    expected = stock_picture(
        tiny_folder(family), family, prepare=lambda pipeline: pipeline.vae.enable_tiling()
    )
    assert pixels(drawings) == [expected]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_bfloat16_picture_is_the_stock_picture_in_bfloat16(
    family: Family, engine: Engines, profile: Profiles, tiny_folder: TinyFolder
) -> None:
    asked = AskedPlan(precision=Precision.BFLOAT16)

    drawings = draw(engine(family, asked), a_request_for(profile(family)), asked)

    assert pixels(drawings) == [stock_picture(tiny_folder(family), family, dtype=torch.bfloat16)]


FUSING = [family for family in FAMILIES if family is not QWEN_IMAGE]


@pytest.mark.parametrize("family", FUSING, ids=lambda family: family.name)
def test_a_picture_with_fused_projections_is_the_stock_picture_with_them(
    family: Family, engine: Engines, profile: Profiles, tiny_folder: TinyFolder
) -> None:
    asked = AskedPlan(fuse_qkv=True)

    drawings = draw(engine(family, asked), a_request_for(profile(family)), asked)

    def fuse(pipeline: Any) -> None:
        pipeline.components[family.denoiser].fuse_qkv_projections()

    assert pixels(drawings) == [stock_picture(tiny_folder(family), family, prepare=fuse)]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_picture_from_8_bit_weights_is_the_stock_picture_from_them(
    family: Family, engine: Engines, profile: Profiles, tiny_folder: TinyFolder
) -> None:
    asked = AskedPlan(casting=AskedCasting())

    drawings = draw(engine(family, asked), a_request_for(profile(family)), asked)

    def cast(pipeline: Any) -> None:
        pipeline.components[family.denoiser].enable_layerwise_casting(
            storage_dtype=torch.float8_e4m3fn, compute_dtype=torch.float32
        )

    expected = stock_picture(tiny_folder(family), family, prepare=cast)
    assert pixels(drawings) == [expected]
    assert pixels(drawings) != [stock_picture(tiny_folder(family), family)]


GUIDED = [QWEN_IMAGE, SD3, SDXL, SD15, PIXART]


@pytest.mark.parametrize("family", GUIDED, ids=lambda family: family.name)
def test_a_negative_prompt_and_a_guidance_scale_reach_the_pipeline(
    family: Family, engine: Engines, profile: Profiles, tiny_folder: TinyFolder
) -> None:
    request = a_request_for(profile(family), negative_prompt="a dog", guidance_scale=3.0)

    drawings = draw(engine(family, AskedPlan()), request)

    scale: dict[str, Any] = {
        name: 3.0 for name in STOCK_CALL[family.name] if name.endswith("_scale")
    }
    expected = stock_picture(tiny_folder(family), family, negative_prompt="a dog", **scale)
    assert pixels(drawings) == [expected]
    assert pixels(drawings) != [stock_picture(tiny_folder(family), family)]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_seed_gives_the_same_picture_alone_and_among_others(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    among = draw(engine(family, AskedPlan()), a_request_for(profile(family), seed=5, pictures=3))
    alone = draw(engine(family, AskedPlan()), a_request_for(profile(family), seed=7))

    assert pixels(among)[2:] == pixels(alone)
