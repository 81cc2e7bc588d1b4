"""A distilled FLUX.2 klein has guidance in its weights: it takes no scale and runs once a step."""

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diffgentor.adapters.diffusers.call_arguments import call_arguments
from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import InvalidRequest
from diffgentor.domain.guidance import ClassifierFreeGuidance, NoGuidance
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.conftest import CPU
from tests.adapters.engine.drawing import a_request_for, draw
from tests.tiny_pipelines.families import FLUX2_KLEIN
from tests.tiny_pipelines.fixtures import TinyFolder

Klein = Callable[[bool], ModelProfile]


@pytest.fixture
def klein(tiny_folder: TinyFolder, tmp_path: Path) -> Klein:
    """The same weights, said to be distilled or not: nothing else tells the two apart."""

    def profile(is_distilled: bool) -> ModelProfile:
        folder = shutil.copytree(tiny_folder(FLUX2_KLEIN), tmp_path / str(is_distilled))
        index = folder / "model_index.json"
        index.write_text(
            json.dumps(json.loads(index.read_text()) | {"is_distilled": is_distilled})
        )
        return DiffusersLibrary().profile(str(folder))

    return profile


def test_only_the_distilled_one_takes_no_guidance(klein: Klein) -> None:
    distilled, base = klein(True), klein(False)

    assert distilled.guidance == NoGuidance()
    assert distilled.defaults.guidance_scale == 1.0
    assert isinstance(base.guidance, ClassifierFreeGuidance)
    assert base.guidance.parameter == "guidance_scale"
    assert base.defaults.guidance_scale == 4.0


def test_a_scale_asked_of_the_distilled_one_is_refused(klein: Klein) -> None:
    with pytest.raises(InvalidRequest, match="guidance_scale"):
        a_request_for(klein(True), guidance_scale=4.0)


@pytest.mark.parametrize(("is_distilled", "runs"), [(True, 1), (False, 2)])
def test_the_denoiser_runs_as_often_as_the_guidance_needs_and_nobody_is_warned(
    is_distilled: bool, runs: int, klein: Klein, caplog: pytest.LogCaptureFixture
) -> None:
    model = klein(is_distilled)
    used = load_engine(model, plan_for(CPU, AskedPlan()), CPU, other_libraries())
    calls, request = list[Any](), a_request_for(model)
    used._pipeline.transformer.register_forward_hook(lambda *call: calls.append(call))

    with caplog.at_level(logging.WARNING):
        [drawing] = draw(used, request)

    assert len(calls) == runs * request.steps
    assert drawing.warnings == ()
    expected = 1.0 if is_distilled else 4.0
    assert call_arguments(model, request, [5])["guidance_scale"] == expected
