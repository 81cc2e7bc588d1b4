import pytest

from diffgentor.application.explain_plan import ExplainPlan
from diffgentor.application.situate_generation import SituateGeneration
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import InvalidRequest, ModelUnreadable
from diffgentor.domain.model import Component, ModelProfile
from tests.fakes.builders import a_profile, an_asked_generation, an_asked_request
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.model_library import FakeLibrary
from tests.fakes.weight_counter import FakeWeightCounter

COUNTED = a_profile(
    components=(Component("transformer", "diffusers", "FluxTransformer2DModel", 999, 250),)
)
STILL_ON_THE_HUB = a_profile(
    components=(
        Component("transformer", "diffusers", "FluxTransformer2DModel", 0),
        Component("scheduler", "diffusers", "PNDMScheduler", 0, has_weights=False),
    )
)


def explain_with(counter: FakeWeightCounter, model: ModelProfile) -> ExplainPlan:
    return ExplainPlan(SituateGeneration(FakeLibrary(model), FakeHostInspector()), counter)


EXPLAIN = explain_with(FakeWeightCounter(), a_profile())


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


def test_weights_that_no_file_tells_of_are_counted_otherwise() -> None:
    explain = explain_with(FakeWeightCounter(parameters=300), STILL_ON_THE_HUB)

    memory = explain(an_asked_generation()).memory

    assert [(part.role, part.weight_bytes) for part in memory.components] == [
        ("transformer", 300 * 4)
    ]


def test_nothing_is_counted_where_the_files_tell() -> None:
    counter = FakeWeightCounter()

    memory = explain_with(counter, COUNTED)(an_asked_generation()).memory

    assert memory.weights_bytes == 250 * 4
    assert counter.counted == []


def test_a_class_that_cannot_be_built_is_an_error() -> None:
    counter = FakeWeightCounter(fails=ModelUnreadable("No such class."))

    with pytest.raises(ModelUnreadable, match="No such class"):
        explain_with(counter, STILL_ON_THE_HUB)(an_asked_generation())
