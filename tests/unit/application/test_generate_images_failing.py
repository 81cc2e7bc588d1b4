import pytest

from diffgentor.application.generation_event import Kept
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import (
    EngineFailed,
    GenerationCancelled,
    OutputUnwritable,
    PictureNotFinite,
)
from diffgentor.domain.receipt import PlanRefused
from diffgentor.domain.technique import Technique
from tests.fakes.builders import (
    an_asked_generation,
    an_asked_request,
)
from tests.fakes.image_engine import Conduct
from tests.fakes.picture_store import FakeStore

from .generation import Generation, asking_for

IN_TILES = an_asked_generation(
    plan=AskedPlan(vae_tiling=True), request=an_asked_request(width=144)
)


def test_a_failure_at_the_third_picture_keeps_the_first_two() -> None:
    generation = Generation(Conduct(breaks_at=(2, 1), error=PictureNotFinite("No numbers.")))

    with pytest.raises(PictureNotFinite):
        generation(asking_for(4, seed=7))

    assert [kept.picture.seed for kept in generation.store.kept] == [7, 8]
    assert [event.stored.seed for event in generation.told if isinstance(event, Kept)] == [7, 8]
    assert (generation.loader.engine.closed, generation.loader.engine.is_idle) == (1, True)


def test_a_store_that_takes_no_more_stops_the_drawing() -> None:
    generation = Generation(store=FakeStore(full_at=1))

    with pytest.raises(OutputUnwritable):
        generation(asking_for(3))

    assert len(generation.store.kept) == 1
    assert (generation.loader.engine.closed, generation.loader.engine.is_idle) == (1, True)


def test_a_request_to_stop_ends_it_within_a_step_and_keeps_what_is_finished() -> None:
    generation = Generation()

    with pytest.raises(GenerationCancelled):
        generation(asking_for(3), on=generation.stop_at(step=2, picture=1))

    assert generation.loader.engine.steps_done == 4 + 2
    assert len(generation.store.kept) == 1
    assert (generation.loader.engine.closed, generation.loader.engine.is_idle) == (1, True)


def test_a_request_to_stop_while_loading_draws_nothing() -> None:
    generation = Generation()

    with pytest.raises(GenerationCancelled):
        generation(on=generation.stop_at(step=0))

    assert generation.loader.engine.draws == []
    assert generation.loader.engine.closed == 1


def test_a_technique_without_proof_keeps_no_picture() -> None:
    generation = Generation(Conduct(unproven=frozenset({Technique.VAE_TILING})))

    with pytest.raises(EngineFailed, match="confirmed vae_tiling"):
        generation(IN_TILES)

    assert generation.store.kept == []
    assert generation.loader.engine.closed == 1


def test_a_technique_that_drawing_refuses_keeps_no_picture() -> None:
    generation = Generation(Conduct(refused=frozenset({Technique.VAE_TILING})))

    with pytest.raises(PlanRefused, match="vae_tiling"):
        generation(IN_TILES)

    assert generation.store.kept == []
    assert generation.loader.engine.closed == 1


def test_a_refused_plan_loads_nothing_and_keeps_nothing() -> None:
    generation = Generation()

    with pytest.raises(PlanRefused):
        generation(an_asked_generation(plan=AskedPlan(tf32=True)))

    assert generation.loader.loads == []
    assert generation.store.kept == []


def test_a_listener_that_breaks_leaves_no_engine_open() -> None:
    generation = Generation()

    def deaf(event: object) -> None:
        if isinstance(event, Kept):
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        generation(asking_for(2), on=deaf)

    assert (generation.loader.engine.closed, generation.loader.engine.is_idle) == (1, True)
