import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.rules import Situation, Verdict
from diffgentor.domain.rules.batch import (
    batch_needs_a_pipeline_that_draws_several,
    batch_needs_several_pictures,
    caches_that_decide_for_a_batch_draw_alone,
)
from diffgentor.domain.step_cache import (
    CacheDit,
    FirstBlockCache,
    NoCache,
    StepCache,
    TaylorSeer,
)
from tests.fakes.builders import SHAPES, a_profile, a_request, a_situation_asking

from .finding_of import finding_of

DRAWS_SEVERAL = a_profile(call_parameters=SHAPES.call_parameters | {"num_images_per_prompt"})


def batching(
    batch_size: int | None, *, pictures: int = 4, cache: StepCache | None = None
) -> Situation:
    return a_situation_asking(
        AskedPlan(batch_size=batch_size, caches=(cache or NoCache(),)),
        model=DRAWS_SEVERAL,
        request=a_request(pictures=pictures),
    )


def test_a_batch_of_one_picture_is_told_to_be_none() -> None:
    finding = finding_of(batch_needs_several_pictures, batching(4, pictures=1))

    assert (finding.verdict, finding.rule) == (Verdict.DEGRADES, "BATCH_NEEDS_SEVERAL_PICTURES")
    assert (finding.optimization, finding.setting) == ("batch_size", "4")


@pytest.mark.parametrize(("batch_size", "pictures"), [(2, 2), (1, 1), (None, 1)])
def test_several_pictures_or_no_batch_are_no_matter(batch_size: int | None, pictures: int) -> None:
    assert not list(batch_needs_several_pictures(batching(batch_size, pictures=pictures)))


@pytest.mark.parametrize("cache", [FirstBlockCache(), CacheDit()], ids=lambda cache: cache.name)
def test_a_cache_that_decides_for_a_batch_is_told_to_draw_alone(cache: StepCache) -> None:
    finding = finding_of(caches_that_decide_for_a_batch_draw_alone, batching(4, cache=cache))

    assert finding.verdict is Verdict.DEGRADES
    assert finding.rule == "BATCH_SHARES_THE_CACHES_DECISION"
    assert cache.name in finding.reason


@pytest.mark.parametrize(
    ("batch_size", "pictures", "cache"),
    [(4, 4, TaylorSeer()), (1, 4, FirstBlockCache()), (4, 1, FirstBlockCache()), (4, 4, None)],
    ids=["decides by the step", "no batch", "one picture, told already", "no cache"],
)
def test_pictures_share_a_call_where_no_neighbour_matters(
    batch_size: int, pictures: int, cache: StepCache | None
) -> None:
    situation = batching(batch_size, pictures=pictures, cache=cache)

    assert not list(caches_that_decide_for_a_batch_draw_alone(situation))


def test_a_pipeline_that_draws_one_picture_a_call_refuses_a_batch() -> None:
    situation = a_situation_asking(AskedPlan(batch_size=4), model=SHAPES)

    finding = finding_of(batch_needs_a_pipeline_that_draws_several, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "BATCH_NOT_IN_THIS_PIPELINE")
    assert "FluxPipeline" in finding.reason


def test_a_pipeline_that_draws_several_and_a_batch_of_one_are_no_matter() -> None:
    assert not list(batch_needs_a_pipeline_that_draws_several(batching(4)))
    alone = a_situation_asking(AskedPlan(batch_size=1), model=SHAPES)
    assert not list(batch_needs_a_pipeline_that_draws_several(alone))
