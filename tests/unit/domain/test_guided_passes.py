import pytest

from diffgentor.domain.guidance import (
    ClassifierFreeGuidance,
    DistilledGuidance,
    Guidance,
    NoGuidance,
)
from diffgentor.domain.guided_passes import guides_separately
from tests.fakes.builders import a_profile, a_request

TWO_PASSES = ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True)


@pytest.mark.parametrize(
    ("guidance", "separate", "scale", "expected"),
    [
        (TWO_PASSES, True, 1.1, True),
        (TWO_PASSES, True, 1.0, False),
        (TWO_PASSES, True, 0.0, False),
        (TWO_PASSES, False, 5.0, False),
        (DistilledGuidance("guidance_scale"), True, 5.0, False),
        (NoGuidance(), True, 5.0, False),
    ],
)
def test_the_denoiser_is_called_twice_a_step_only_for_guidance_that_is_on_and_not_in_one_batch(
    guidance: Guidance, separate: bool, scale: float, expected: bool
) -> None:
    model = a_profile(guidance=guidance, guides_in_separate_passes=separate)

    assert guides_separately(model, a_request(guidance_scale=scale)) is expected
