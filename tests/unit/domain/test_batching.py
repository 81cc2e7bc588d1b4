from hypothesis import given

from diffgentor.domain.batching import pictures_together
from diffgentor.domain.plan import OptimizationPlan
from diffgentor.domain.request import GenerationRequest
from diffgentor.domain.step_cache import CacheDit, FirstBlockCache, TaylorSeer
from tests.fakes.builders import a_plan, a_request
from tests.unit.arbitrary import plans, requests


@given(plans, requests)
def test_a_call_draws_one_picture_at_least_and_no_more_than_there_are_or_may_be(
    plan: OptimizationPlan, request: GenerationRequest
) -> None:
    together = pictures_together(plan, request)

    assert 1 <= together <= min(plan.batch_size, request.pictures)


def test_as_many_as_may_share_a_call_do() -> None:
    plan = a_plan(batch_size=4, cache=TaylorSeer())

    assert pictures_together(plan, a_request(pictures=9)) == 4
    assert pictures_together(plan, a_request(pictures=3)) == 3


def test_a_cache_that_decides_for_the_batch_draws_every_picture_alone() -> None:
    for cache in (FirstBlockCache(), CacheDit()):
        plan = a_plan(batch_size=4, cache=cache)

        assert pictures_together(plan, a_request(pictures=9)) == 1
