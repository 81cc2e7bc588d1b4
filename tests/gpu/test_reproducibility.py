"""A seed is a picture, on a device too."""

from typing import Any

import torch
from diffusers import DiffusionPipeline

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.precision import Precision
from tests.adapters.engine.drawing import PROMPT, a_request_for, draw, pixels
from tests.gpu.conftest import Engines
from tests.gpu.on_the_device import libraries_may_warn
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder

pytestmark = libraries_may_warn


def test_two_engines_draw_one_picture_from_one_seed(engine: Engines, model: ModelProfile) -> None:
    request = a_request_for(model, pictures=2)

    once, again = (pixels(draw(engine(AskedPlan()), request)) for _ in range(2))

    assert once == again
    assert once[0] != once[1]


def test_drawing_neither_heeds_nor_moves_the_devices_own_generator(
    engine: Engines, model: ModelProfile
) -> None:
    used, request = engine(AskedPlan()), a_request_for(model)
    torch.cuda.manual_seed(1)
    before = torch.cuda.get_rng_state()
    first = pixels(draw(used, request))
    after = torch.cuda.get_rng_state()
    torch.cuda.manual_seed(2)

    assert pixels(draw(used, request)) == first
    assert torch.equal(before, after)


def test_a_generator_on_the_device_repeats_itself_and_not_the_cpus(
    tiny_folder: TinyFolder, gpu: Device
) -> None:
    pipeline: Any = DiffusionPipeline.from_pretrained(tiny_folder(FLUX)).to(gpu.label)
    pipeline.set_progress_bar_config(disable=True)

    def picture(device: str) -> bytes:
        generator = torch.Generator(device).manual_seed(5)
        drawn: bytes = (
            pipeline(prompt=PROMPT, generator=generator, **FLUX.call).images[0].tobytes()
        )
        return drawn

    assert picture(gpu.label) == picture(gpu.label)
    assert picture("cpu") == picture("cpu")
    assert picture(gpu.label) != picture("cpu")


def test_the_noise_is_the_cpus_so_that_pictures_are_alike_on_both(
    engine: Engines, model: ModelProfile, gpu: Device
) -> None:
    """The engine draws the stock pipeline's picture with a CPU's generator."""
    asked = AskedPlan(precision=Precision.FLOAT32, tf32=False)
    request = a_request_for(model)
    pipeline: Any = DiffusionPipeline.from_pretrained(model.location).to(gpu.label)
    pipeline.set_progress_bar_config(disable=True)

    [drawn] = pixels(draw(engine(asked), request, asked))
    stock = pipeline(
        prompt=request.prompt,
        height=64,
        width=64,
        num_inference_steps=request.steps,
        guidance_scale=request.guidance_scale,
        generator=torch.Generator("cpu").manual_seed(request.seed),
    )

    assert drawn == stock.images[0].tobytes()
