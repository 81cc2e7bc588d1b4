import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diffgentor.domain.errors import InvalidRequest, Violation
from diffgentor.domain.guidance import (
    ClassifierFreeGuidance,
    DistilledGuidance,
    Guidance,
    NoGuidance,
)
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.size import LARGEST_EDGE, ImageSize
from tests.fakes.builders import a_profile, an_asked_request

TWO_PASSES = ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True)
NO_NEGATIVE = ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=False)


def refusal(guidance: Guidance, asked: AskedRequest) -> tuple[Violation, ...]:
    """Return the violations of a request to a model with that guidance."""
    with pytest.raises(InvalidRequest) as refused:
        request_for(a_profile(guidance=guidance), asked, seed=1)
    return refused.value.violations


def test_what_was_not_asked_for_is_as_the_model_prefers() -> None:
    request = request_for(a_profile(), AskedRequest("a fox"), seed=5)

    assert (request.size, request.steps, request.guidance_scale) == (ImageSize(32, 16), 4, 3.5)
    assert (request.seed, request.pictures, request.format) == (5, 1, PictureFormat.PNG)


def test_what_was_asked_for_is_taken_literally() -> None:
    asked = AskedRequest("a fox", None, 64, 48, 9, 0.0, 0, 3, PictureFormat.WEBP)

    request = request_for(a_profile(), asked, seed=5)

    assert (request.size, request.steps, request.guidance_scale) == (ImageSize(64, 48), 9, 0.0)
    assert (request.seed, request.pictures, request.format) == (0, 3, PictureFormat.WEBP)


multiples = st.sampled_from([1, 8, 16, 24, 32, 100])


@given(multiples, st.data())
def test_every_multiple_is_drawn_exactly(multiple: int, data: st.DataObject) -> None:
    width = data.draw(st.integers(1, LARGEST_EDGE // multiple)) * multiple
    asked = an_asked_request(width=width, height=multiple)

    size = request_for(a_profile(size_multiple=multiple), asked, seed=1).size

    assert (size.width, size.height) == (width, multiple)


@given(multiples, st.integers(1, LARGEST_EDGE + 1000))
def test_a_refused_edge_is_told_its_neighbours_that_can_be_drawn(
    multiple: int, width: int
) -> None:
    assume(width % multiple)
    possible = range(multiple, LARGEST_EDGE + 1, multiple)
    below = [edge for edge in possible if edge < width][-1:]
    above = [edge for edge in possible if edge > width][:1]

    with pytest.raises(InvalidRequest) as refused:
        request_for(
            a_profile(size_multiple=multiple),
            an_asked_request(width=width, height=multiple),
            seed=1,
        )

    advice = refused.value.violations[-1].allowed
    assert advice.endswith("such as " + " or ".join(map(str, below + above)))


def test_both_edges_and_all_other_violations_are_told_together() -> None:
    asked = AskedRequest("", "fog", width=33, height=15, steps=0, guidance_scale=math.inf)

    with pytest.raises(InvalidRequest) as refused:
        request_for(a_profile(), asked, seed=1)

    fields = {violation.field for violation in refused.value.violations}
    assert fields == {"prompt", "steps", "guidance_scale", "width", "height", "negative_prompt"}


def test_a_model_without_guidance_takes_neither_scale_nor_negative_prompt() -> None:
    asked = an_asked_request(guidance_scale=2.0, negative_prompt="fog")

    scale, negative = refusal(NoGuidance(), asked)

    assert scale.allowed == negative.allowed == "none: shapes draws without guidance"


def test_a_model_without_guidance_takes_its_own_scale_when_it_is_named() -> None:
    model = a_profile(guidance=NoGuidance())

    assert request_for(model, an_asked_request(guidance_scale=3.5), 1).guidance_scale == 3.5


def test_distilled_guidance_takes_a_scale_and_no_negative_prompt() -> None:
    model = a_profile(guidance=DistilledGuidance("guidance_scale"))

    assert request_for(model, an_asked_request(guidance_scale=0.5), 1).guidance_scale == 0.5
    [violation] = refusal(model.guidance, an_asked_request(negative_prompt="fog"))
    assert "distilled into one pass" in violation.allowed


def test_two_passes_take_a_negative_prompt_above_a_scale_of_one() -> None:
    model = a_profile(guidance=TWO_PASSES)
    asked = an_asked_request(guidance_scale=1.01, negative_prompt="fog")

    assert request_for(model, asked, 1).negative_prompt == "fog"


@pytest.mark.parametrize("scale", [0.0, 0.5, 1.0])
def test_a_negative_prompt_that_would_be_ignored_is_refused(scale: float) -> None:
    asked = an_asked_request(guidance_scale=scale, negative_prompt="fog")

    [violation] = refusal(TWO_PASSES, asked)

    assert violation.field == "negative_prompt"
    assert f"above 1 (it is {scale:g})" in violation.allowed


def test_a_pipeline_that_takes_no_negative_prompt_says_so() -> None:
    [violation] = refusal(NO_NEGATIVE, an_asked_request(negative_prompt="fog"))

    assert violation.allowed == "none: FluxPipeline takes none"


@pytest.mark.parametrize("guidance", [TWO_PASSES, NO_NEGATIVE])
def test_two_passes_take_any_scale_without_a_negative_prompt(guidance: Guidance) -> None:
    model = a_profile(guidance=guidance)

    assert request_for(model, an_asked_request(guidance_scale=0.0), 1).guidance_scale == 0.0
