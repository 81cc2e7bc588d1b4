"""What an engine tells while it draws, what it keeps, and what it leaves behind."""

import logging
from typing import Any

import pytest
import torch

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import EngineFailed, PictureSizeDiffers
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.request import GenerationRequest
from diffgentor.domain.size import ImageSize
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, FLUX, SD15, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = foreign_warnings


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_progress_counts_every_step_of_the_scheduler_and_never_goes_back(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    seen = list[Progress]()

    draw(engine(family, AskedPlan()), a_request_for(profile(family), pictures=2), tell=seen.append)

    steps = 4 if family is SD15 else 3  # PNDM takes one step more than it was asked for
    denoising = [progress for progress in seen if progress.phase is Phase.DENOISING]
    assert [(progress.picture, progress.step) for progress in denoising] == [
        (picture, step) for picture in (0, 1) for step in range(1, steps + 1)
    ]
    assert {progress.steps for progress in denoising} == {steps}
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert all(progress.eta_seconds is not None for progress in denoising)
    phases = [progress.phase for progress in seen if progress.picture == 0]
    assert phases.index(Phase.ENCODING_PROMPT) < phases.index(Phase.DENOISING)
    assert phases.index(Phase.DENOISING) < phases.index(Phase.DECODING)


def test_the_same_prompt_is_encoded_once(engine: Engines, profile: Profiles) -> None:
    used, encoded = engine(FLUX, AskedPlan()), list[object]()
    used._pipeline.text_encoder_2.register_forward_hook(lambda *call: encoded.append(call))

    draw(used, a_request_for(profile(FLUX), pictures=3))
    draw(used, a_request_for(profile(FLUX), seed=9))
    draw(used, a_request_for(profile(FLUX), prompt="something else"))

    assert len(encoded) == 2


def test_a_prompt_cut_short_is_remarked_upon(engine: Engines, profile: Profiles) -> None:
    request = a_request_for(profile(SD15), prompt="a red fox and a blue dog " * 60)

    [drawing] = draw(engine(SD15, AskedPlan()), request)

    [remark] = drawing.warnings
    assert remark.startswith("The text encoder CLIP reads 77 tokens of a prompt; the end was not")
    assert remark.endswith('a red fox and a blue dog"')


def test_the_libraries_log_as_before_afterwards(engine: Engines, profile: Profiles) -> None:
    before = [list(logging.getLogger(name).handlers) for name in ("diffusers", "transformers")]

    draw(engine(FLUX, AskedPlan()), a_request_for(profile(FLUX)))

    after = [list(logging.getLogger(name).handlers) for name in ("diffusers", "transformers")]
    assert after == before


def test_a_size_that_a_pipeline_rounds_is_an_error(engine: Engines) -> None:
    request = GenerationRequest("a fox", None, ImageSize(72, 64), 3, 3.5, seed=5)

    with pytest.raises(PictureSizeDiffers, match="drew 64x64 where 72x64 was asked for"):
        draw(engine(FLUX, AskedPlan()), request)


def test_a_denoiser_that_raises_fails_one_request_and_not_the_next(
    engine: Engines, profile: Profiles
) -> None:
    used, request = engine(FLUX, AskedPlan()), a_request_for(profile(FLUX))
    usual = draw(used, request)

    def fail(*_: Any) -> None:
        raise RuntimeError("a kernel said no")

    hook = used._pipeline.transformer.register_forward_hook(fail)
    with pytest.raises(EngineFailed, match="FluxPipeline broke off: RuntimeError: a kernel said"):
        draw(used, request)
    hook.remove()

    assert pixels(draw(used, request)) == pixels(usual)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_nothing_of_a_request_is_left_on_the_shared_pipeline(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    used = engine(family, AskedPlan())
    pipeline = used._pipeline
    scheduler = dict(vars(pipeline.scheduler))
    config = dict(pipeline.config)

    draw(used, a_request_for(profile(family)), AskedPlan(vae_slicing=True, vae_tiling=True))

    assert not pipeline.vae.use_slicing
    assert not pipeline.vae.use_tiling
    assert "decode" not in vars(pipeline.vae)
    assert "encode_prompt" not in vars(pipeline)
    assert vars(pipeline.scheduler).keys() == scheduler.keys()
    assert dict(pipeline.config) == config
    assert {parameter.dtype for parameter in pipeline.vae.parameters()} == {torch.float32}
