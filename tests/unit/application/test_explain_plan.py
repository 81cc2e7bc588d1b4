import pytest

from diffgentor.application.explain_plan import ExplainPlan
from diffgentor.application.situate_generation import SituateGeneration
from diffgentor.domain.errors import InvalidRequest
from diffgentor.domain.plan import AskedPlan
from tests.fakes.builders import an_asked_generation, an_asked_request
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.model_library import FakeLibrary

EXPLAIN = ExplainPlan(SituateGeneration(FakeLibrary(), FakeHostInspector()))


def test_a_plan_that_holds_is_planned_and_suggested_as_it_is() -> None:
    explanation = EXPLAIN(an_asked_generation(plan=AskedPlan(fuse_qkv=True)))

    assert {outcome.status for outcome in explanation.receipt.outcomes} == {"PLANNED"}
    assert explanation.suggested == explanation.situation


def test_a_refused_plan_is_explained_and_the_suggestion_holds() -> None:
    explanation = EXPLAIN(an_asked_generation(plan=AskedPlan(tf32=True, fuse_qkv=True)))

    assert [refusal.optimization for refusal in explanation.receipt.refusals] == ["tf32"]
    assert explanation.suggested.asked == AskedPlan(fuse_qkv=True)
    assert explanation.memory.weights_bytes > 0


def test_a_request_that_cannot_be_is_an_error_here_too() -> None:
    with pytest.raises(InvalidRequest):
        EXPLAIN(an_asked_generation(request=an_asked_request(width=33)))
