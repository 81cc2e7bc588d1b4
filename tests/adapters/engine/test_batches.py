"""Pictures that share a call are those drawn alone, but for rounding."""

import numpy as np
import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import GenerationCancelled
from diffgentor.domain.progress import Progress
from diffgentor.domain.receipt import Applied, Outcome
from diffgentor.domain.technique import Technique
from tests.adapters.engine.caches import CACHE_DIT, TAYLOR_LITE
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, FLUX, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = foreign_warnings

THREE = AskedPlan(batch_size=3)
MOST_APART = 1
"""Of 255: what another order of summation does to a rounded value."""


def of_the_batch(outcomes: tuple[Outcome, ...]) -> Outcome:
    [found] = [one for one in outcomes if one.optimization == Technique.BATCH_SIZE]
    return found


def apart(one: bytes, other: bytes) -> int:
    first, second = (np.frombuffer(each, "u1").astype(int) for each in (one, other))
    return int(np.abs(first - second).max())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_picture_in_company_is_the_one_drawn_alone(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    used, request = engine(family, AskedPlan()), a_request_for(profile(family), pictures=4)

    together = draw(used, request, THREE)

    assert [drawing.together for drawing in together] == [3, 3, 3, 1]
    assert [drawing.picture.seed for drawing in together] == [5, 6, 7, 8]
    alone = pixels(draw(used, request))
    assert len(set(alone)) == 4
    assert max(map(apart, pixels(together), alone)) <= MOST_APART
    # The last one had a call of its own, and has the very bytes.
    assert together[-1].picture.pixels == alone[-1]


def test_the_receipt_tells_how_many_shared_the_calls(engine: Engines, profile: Profiles) -> None:
    request = a_request_for(profile(FLUX), pictures=4, steps=4)

    first, *_, last = draw(engine(FLUX, AskedPlan()), request, THREE)

    assert of_the_batch(first.outcomes) == Applied(
        "batch_size", "3", "3 pictures shared 4 denoiser calls"
    )
    assert of_the_batch(last.outcomes) == Applied(
        "batch_size", "3", "a picture alone had 4 denoiser calls"
    )


def test_the_times_of_pictures_that_share_a_call_add_up(
    engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX), pictures=3)

    drawings = draw(engine(FLUX, AskedPlan()), request, THREE)

    assert len({drawing.timings.denoise_seconds for drawing in drawings}) == 1
    assert {drawing.timings.steps for drawing in drawings} == {3}


def test_progress_of_pictures_that_share_a_call_never_goes_back(
    engine: Engines, profile: Profiles
) -> None:
    told = list[Progress]()

    draw(engine(FLUX, AskedPlan()), a_request_for(profile(FLUX), pictures=4), THREE, told.append)

    fractions = [moment.fraction for moment in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_a_cancel_stops_all_that_share_a_call_within_a_step(
    engine: Engines, profile: Profiles
) -> None:
    cancellation, told = Cancellation(), list[Progress]()

    def cancel_at_step_two(progress: Progress) -> None:
        told.append(progress)
        if progress.step == 2:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        draw(
            engine(FLUX, AskedPlan()),
            a_request_for(profile(FLUX), pictures=3, steps=6),
            THREE,
            tell=cancel_at_step_two,
            cancellation=cancellation,
        )

    assert told[-1].step == 2


def test_a_cache_that_decides_for_a_batch_draws_every_picture_alone(
    engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX), pictures=2, steps=6)
    caching = AskedPlan(caches=(CACHE_DIT,))
    asked = AskedPlan(caches=(CACHE_DIT,), batch_size=2)

    drawings = draw(engine(FLUX, AskedPlan()), request, asked)

    assert [drawing.together for drawing in drawings] == [1, 1]
    assert pixels(drawings) == pixels(draw(engine(FLUX, AskedPlan()), request, caching))


def test_a_cache_that_decides_by_the_step_serves_a_batch(
    engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX), pictures=2, steps=6)
    asked = AskedPlan(caches=(TAYLOR_LITE,), batch_size=2)

    drawings = draw(engine(FLUX, AskedPlan()), request, asked)

    assert [drawing.together for drawing in drawings] == [2, 2]
    alone = pixels(draw(engine(FLUX, AskedPlan()), request, AskedPlan(caches=(TAYLOR_LITE,))))
    assert max(map(apart, pixels(drawings), alone)) <= MOST_APART
