"""The model that is shipped: what it is made of, and that its pictures show what prompts say.

The checker also judges the optimizations: one that made pictures wrong would be seen here.
"""

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline

from diffgentor.adapters.diffusers.bundled import BUNDLED
from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.plan import plan_for
from diffgentor.domain.precision import Precision
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.size import ImageSize
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.conftest import CPU
from tests.adapters.engine.drawing import draw
from training.shapes.checker import Judgement, judge
from training.shapes.parsing import parse

SHAPES = BUNDLED["shapes"]

PROMPTS = (
    "a large red circle left of a small blue square on a yellow background",
    "a large red circle on a white background",
    "a small green star in the top left corner on a pink background",
    "a medium yellow triangle at the bottom on a blue background",
    "a large purple heart in the middle on a gray background",
    "a small white ring on the right on a black background",
)

PLANS = {
    "float32": AskedPlan(),
    "bfloat16": AskedPlan(precision=Precision.BFLOAT16),
    "fused projections": AskedPlan(fuse_qkv=True),
    "8-bit weights": AskedPlan(casting=AskedCasting()),
    "slicing and tiling": AskedPlan(vae_slicing=True, vae_tiling=True),
}


def judged(prompt: str, pixels: bytes) -> Judgement:
    """What the checker says of a 128 x 128 picture."""
    return judge(np.frombuffer(pixels, np.uint8).reshape(128, 128, 3), parse(prompt))


@pytest.mark.parametrize("asked", PLANS.values(), ids=PLANS)
def test_its_pictures_show_what_the_prompts_say(asked: AskedPlan) -> None:
    torch.set_num_threads(1)
    model = DiffusersLibrary().profile("shapes")
    engine = load_engine(model, plan_for(CPU, asked), CPU, other_libraries())

    wrong = []
    for prompt in PROMPTS:
        request = request_for(model, AskedRequest(prompt, seed=1), 0)
        [drawing] = draw(engine, request, asked)
        if not judged(prompt, drawing.picture.pixels).all_right:
            wrong.append(prompt)

    assert wrong == []


def test_a_stock_call_with_the_pipeline_s_own_text_length_works_as_well() -> None:
    torch.set_num_threads(1)
    pipeline = DiffusionPipeline.from_pretrained(SHAPES)
    pipeline.set_progress_bar_config(disable=True)

    generator = torch.Generator("cpu").manual_seed(1)
    [picture] = pipeline(PROMPTS[0], height=128, width=128, generator=generator).images

    assert judged(PROMPTS[0], picture.tobytes()).all_right


def test_its_profile_has_its_makers_defaults() -> None:
    model = DiffusersLibrary().profile("shapes")

    assert (model.name, model.pipeline_class) == ("shapes", "FluxPipeline")
    assert model.defaults.size == ImageSize(128, 128)
    assert (model.defaults.steps, model.defaults.guidance_scale) == (20, 1.0)
    assert model.size_multiple == 16


def test_its_files_are_small_and_safe() -> None:
    files = [path for path in Path(SHAPES).rglob("*") if path.is_file() and path.suffix != ".py"]

    assert sum(path.stat().st_size for path in files) <= 16_000_000
    assert not [path.name for path in files if path.suffix in (".bin", ".pt", ".ckpt", ".pkl")]
    assert (SHAPES / "README.md").read_text(encoding="utf-8").count("Apache-2.0")
