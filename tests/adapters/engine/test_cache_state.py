"""A picture after any other request is as from a fresh process, with every cache it can have."""

from collections.abc import Callable
from itertools import combinations, pairwise
from typing import Any

import pytest

from diffgentor.adapters.diffusers.engine import DiffusersEngine
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import EngineFailed, GenerationCancelled
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.step_cache import StepCache
from tests.adapters.engine.caches import HAVING, PAIRS, pair_name
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = foreign_warnings

STEPS = 8


def draws_another_size(used: DiffusersEngine, model: ModelProfile, asked: AskedPlan) -> None:
    draw(used, a_request_for(model, steps=STEPS, width=96, height=64, seed=9), asked)


def draws_in_other_steps(used: DiffusersEngine, model: ModelProfile, asked: AskedPlan) -> None:
    draw(used, a_request_for(model, steps=6, seed=9), asked)


def is_cancelled_half_way(used: DiffusersEngine, model: ModelProfile, asked: AskedPlan) -> None:
    cancellation = Cancellation()

    def cancel_at_step_four(progress: Progress) -> None:
        if progress.step == 4:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        draw(
            used,
            a_request_for(model, steps=STEPS, width=96, height=64, seed=9),
            asked,
            tell=cancel_at_step_four,
            cancellation=cancellation,
        )


def fails_half_way(used: DiffusersEngine, model: ModelProfile, asked: AskedPlan) -> None:
    def fail_at_step_four(progress: Progress) -> None:
        if progress.phase is Phase.DENOISING and progress.step == 4:
            raise RuntimeError("the device fell over")

    with pytest.raises(EngineFailed, match="the device fell over"):
        draw(used, a_request_for(model, steps=STEPS, seed=9), asked, tell=fail_at_step_four)


BEFORE = [draws_another_size, draws_in_other_steps, is_cancelled_half_way, fails_half_way]

Happening = Callable[[DiffusersEngine, ModelProfile, AskedPlan], Any]


@pytest.mark.parametrize(("cache", "family"), PAIRS, ids=pair_name)
def test_a_picture_after_any_other_request_is_as_from_a_fresh_process(
    cache: StepCache, family: Family, engine: Engines, profile: Profiles
) -> None:
    asked, model = AskedPlan(caches=(cache,)), profile(family)
    request = a_request_for(model, steps=STEPS)
    expected = pixels(draw(engine(family, AskedPlan()), request, asked))
    used = engine(family, AskedPlan())

    after = {}
    for happening in BEFORE:
        happening(used, model, asked)
        after[happening.__name__] = pixels(draw(used, request, asked)) == expected

    assert after == {happening.__name__: True for happening in BEFORE}


@pytest.mark.parametrize(("cache", "family"), PAIRS, ids=pair_name)
def test_a_plain_picture_after_a_cancelled_cached_one_is_plain(
    cache: StepCache, family: Family, engine: Engines, profile: Profiles
) -> None:
    model = profile(family)
    request = a_request_for(model, steps=STEPS)
    expected = pixels(draw(engine(family, AskedPlan()), request))
    used = engine(family, AskedPlan())

    is_cancelled_half_way(used, model, AskedPlan(caches=(cache,)))

    assert pixels(draw(used, request)) == expected


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_no_cache_leaves_anything_for_another(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    """One engine goes from every cache to every other; each draws as on a fresh engine."""
    caches = [cache for cache, families in HAVING.items() if family in families]
    request = a_request_for(profile(family), steps=STEPS)
    fresh = {
        cache: pixels(draw(engine(family, AskedPlan()), request, AskedPlan(caches=(cache,))))
        for cache in caches
    }
    used = engine(family, AskedPlan())

    # One after the other in such an order that each follows each other: 1 2 1 3 … 2 3 2 4 …
    walk = [cache for pair in combinations(caches, 2) for cache in pair]
    different = [
        f"{number}: {cache.name} after {before.name}"
        for number, (before, cache) in enumerate(pairwise([caches[0], *walk]))
        if pixels(draw(used, request, AskedPlan(caches=(cache,)))) != fresh[cache]
    ]

    assert not different
