"""Offloaded models draw the very same picture; from a CPU to a CPU, where it saves nothing."""

from typing import Any

import pytest
from accelerate import cpu_offload
from diffusers import DiffusionPipeline

from diffgentor.adapters.diffusers.caches.run_counter import RunCounter
from diffgentor.adapters.diffusers.techniques import (
    group_offload,
    model_offload,
    offload_census,
    sequential_offload,
)
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.offload import GroupOffload, GroupType
from diffgentor.domain.receipt import Applied, Outcome
from diffgentor.domain.technique import Technique
from tests.adapters.engine.caches import CACHE_DIT, FASTER, FIRST_BLOCK
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, FLUX, Family
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

pytestmark = foreign_warnings

LEAVES = GroupOffload(GroupType.LEAF_LEVEL)
BLOCKS = GroupOffload(GroupType.BLOCK_LEVEL, blocks=2)


def of_offloading(outcomes: tuple[Outcome, ...]) -> Outcome:
    [found] = [one for one in outcomes if one.optimization == Technique.OFFLOAD]
    return found


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize("offload", [LEAVES, BLOCKS], ids=["leaves", "blocks"])
def test_groups_that_come_and_go_draw_the_same_picture_again_and_again(
    offload: GroupOffload, family: Family, engine: Engines, profile: Profiles
) -> None:
    asked, request = AskedPlan(offloads=(offload,)), a_request_for(profile(family))
    used = engine(family, asked)

    first, second = (pixels(draw(used, request, asked)) for _ in range(2))

    outcome = of_offloading(used.outcomes())
    assert isinstance(outcome, Applied)
    assert str(offload.type) in outcome.evidence
    assert first == second == pixels(draw(engine(family, AskedPlan()), request))


@pytest.mark.parametrize("cache", [CACHE_DIT, FIRST_BLOCK, FASTER], ids=lambda one: one.name)
def test_a_cache_on_groups_that_come_and_go_draws_as_without_them(
    cache: Any, engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX), steps=8)
    caching = AskedPlan(caches=(cache,))
    asked = AskedPlan(offloads=(LEAVES,), caches=(cache,))

    offloaded = pixels(draw(engine(FLUX, asked), request, asked))

    assert offloaded == pixels(draw(engine(FLUX, AskedPlan()), request, caching))


def test_a_component_that_was_passed_over_is_caught(tiny_folder: TinyFolder) -> None:
    pipeline = DiffusionPipeline.from_pretrained(tiny_folder(FLUX))

    group_offload.apply(_without(pipeline, "vae"), LEAVES, CPU)

    seen = group_offload.probe(pipeline, LEAVES)
    assert not seen.as_planned
    assert "3 of 4 components" in seen.evidence


def _without(pipeline: Any, role: str) -> Any:
    """The same modules, less one."""
    components = {name: one for name, one in pipeline.components.items() if name != role}
    return type(pipeline)(**components, **{role: None})


def test_components_that_wait_their_turn_are_counted(tiny_folder: TinyFolder) -> None:
    pipeline = DiffusionPipeline.from_pretrained(tiny_folder(FLUX))
    assert offload_census.probe_none(pipeline).as_planned
    assert not model_offload.probe(pipeline).as_planned

    model_offload.apply(pipeline, CPU)

    seen = model_offload.probe(pipeline)
    assert seen.as_planned
    assert seen.evidence == "4 of 4 components wait in the CPU's memory"
    assert not offload_census.probe_none(pipeline).as_planned


def test_layers_that_fetch_their_weights_are_counted(tiny_folder: TinyFolder) -> None:
    pipeline = DiffusionPipeline.from_pretrained(tiny_folder(FLUX))
    assert not sequential_offload.probe(pipeline).as_planned

    sequential_offload.apply(pipeline, CPU)

    seen = sequential_offload.probe(pipeline)
    assert seen.as_planned
    assert "layers in 4 of 4 components fetch their weights" in seen.evidence
    assert not offload_census.probe_none(pipeline).as_planned


def test_a_model_offloaded_layer_by_layer_is_counted_too(tiny_folder: TinyFolder) -> None:
    """Its weights are on no device, and counts have to be somewhere."""
    pipeline = DiffusionPipeline.from_pretrained(tiny_folder(FLUX))
    cpu_offload(pipeline.transformer, execution_device="cpu")
    counter = RunCounter(pipeline.transformer)

    counter.begin()
    counter.tick()

    assert pipeline.transformer.device.type == "meta"
    assert counter.counts(calls=1) == ()
