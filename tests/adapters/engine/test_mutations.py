"""With a technique's `apply` replaced by nothing, its probe catches it: one test a technique.

Those of precision, TF32, fusion, casting, attention, slicing and tiling are in `test_probes.py`.
"""

from dataclasses import replace
from typing import Any

import pytest
from diffusers import DiffusionPipeline

from diffgentor.adapters.cache_dit import db_cache
from diffgentor.adapters.deep_cache import unet_cache
from diffgentor.adapters.diffusers.caches import (
    faster_cache,
    first_block_cache,
    mag_cache,
    pyramid_attention_broadcast,
    taylor_seer,
)
from diffgentor.adapters.diffusers.load_time import apply_load_time, probe_load_time
from diffgentor.adapters.diffusers.techniques import (
    compilation,
    group_offload,
    model_offload,
    sequential_offload,
    xformers_processors,
)
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import XformersProcessors
from diffgentor.domain.compilation import RegionalCompilation, WholeCompilation
from diffgentor.domain.offload import GroupOffload, ModelOffload, SequentialOffload
from diffgentor.domain.plan import plan_for
from diffgentor.domain.receipt import Outcome, Refused
from diffgentor.domain.step_cache import StepCache
from diffgentor.domain.technique import Technique
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.caches import CACHE_DIT, DEEP, FASTER, FIRST_BLOCK, MAG, PAB, TAYLOR
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, cache_outcome_of, draw
from tests.tiny_pipelines.families import FLUX, SD15
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

pytestmark = foreign_warnings

LOAD_TIME = [
    (model_offload, AskedPlan(offloads=(ModelOffload(),)), Technique.OFFLOAD),
    (sequential_offload, AskedPlan(offloads=(SequentialOffload(),)), Technique.OFFLOAD),
    (group_offload, AskedPlan(offloads=(GroupOffload(),)), Technique.OFFLOAD),
    (compilation, AskedPlan(compilation=WholeCompilation()), Technique.COMPILE),
    (compilation, AskedPlan(compilation=RegionalCompilation()), Technique.COMPILE),
    (
        xformers_processors,
        AskedPlan(attentions=(XformersProcessors(),)),
        Technique.ATTENTION_BACKEND,
    ),
]
HOOKED = [
    (first_block_cache, FIRST_BLOCK),
    (mag_cache, MAG),
    (taylor_seer, TAYLOR),
    (pyramid_attention_broadcast, PAB),
    (faster_cache, FASTER),
]


def do_nothing(*args: Any, **kwargs: Any) -> None:
    """A technique's `apply` as a mutation leaves it."""


def name_of(value: object) -> str | None:
    return value.__name__.rpartition(".")[2] if hasattr(value, "__name__") else None


@pytest.mark.parametrize(("module", "asked", "technique"), LOAD_TIME, ids=name_of)
def test_a_load_time_technique_that_was_not_applied_is_caught(
    module: Any,
    asked: AskedPlan,
    technique: Technique,
    tiny_folder: TinyFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "apply", do_nothing)
    pipeline = DiffusionPipeline.from_pretrained(tiny_folder(FLUX))
    plan = plan_for(CPU, asked)

    apply_load_time(pipeline, pipeline.transformer, plan, CPU, other_libraries())

    assert disagrees(probe_load_time(pipeline, pipeline.transformer, plan, CPU), technique)


@pytest.mark.parametrize(("module", "cache"), HOOKED, ids=name_of)
def test_a_step_cache_whose_hooks_were_not_put_on_is_caught(
    module: Any,
    cache: StepCache,
    engine: Engines,
    profile: Profiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "TECHNIQUE", replace(module.TECHNIQUE, put_on=do_nothing))
    used, asked = engine(FLUX, AskedPlan()), AskedPlan(caches=(cache,))

    [drawing] = draw(used, a_request_for(profile(FLUX), steps=6), asked)

    assert isinstance(cache_outcome_of(drawing), Refused)


@pytest.mark.parametrize(
    ("technique", "cache", "family"),
    [(db_cache.DbCache, CACHE_DIT, FLUX), (unet_cache.UnetCache, DEEP, SD15)],
    ids=["cache_dit", "deep_cache"],
)
def test_a_step_cache_of_another_library_that_was_not_put_on_is_caught(
    technique: Any,
    cache: StepCache,
    family: Any,
    engine: Engines,
    profile: Profiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(technique, "apply", do_nothing)
    monkeypatch.setattr(technique, "remove", do_nothing)
    used, asked = engine(family, AskedPlan()), AskedPlan(caches=(cache,))

    [drawing] = draw(used, a_request_for(profile(family), steps=6), asked)

    assert isinstance(cache_outcome_of(drawing), Refused)


@pytest.mark.parametrize(("module", "cache"), [*HOOKED, (db_cache, CACHE_DIT)], ids=name_of)
def test_a_step_cache_that_was_not_taken_off_is_caught(
    module: Any,
    cache: StepCache,
    engine: Engines,
    profile: Profiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = a_request_for(profile(FLUX), steps=6)
    monkeypatch.setattr(type(module.TECHNIQUE), "remove", do_nothing)
    used = engine(FLUX, AskedPlan())
    draw(used, request, AskedPlan(caches=(cache,)))

    [plain] = draw(used, request)

    assert isinstance(cache_outcome_of(plain), Refused)


def disagrees(outcomes: tuple[Outcome, ...], technique: Technique) -> bool:
    [found] = [one for one in outcomes if one.optimization == technique]
    return isinstance(found, Refused) and found.rule == "PROBE_DISAGREES"
