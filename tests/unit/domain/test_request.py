import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.errors import InvalidRequest
from diffgentor.domain.request import (
    LARGEST_SEED,
    LONGEST_PROMPT,
    GenerationRequest,
    violations,
)
from diffgentor.domain.size import LARGEST_EDGE, ImageSize
from tests.fakes.builders import a_request
from tests.unit.arbitrary import requests

prompts = st.sampled_from(["", " \n\t", "x", "x" * LONGEST_PROMPT, "x" * (LONGEST_PROMPT + 1)])
negative_prompts = st.sampled_from([None, "", "y" * LONGEST_PROMPT, "y" * (LONGEST_PROMPT + 1)])
edges = st.sampled_from([-1, 0, 1, LARGEST_EDGE, LARGEST_EDGE + 1])
steps = st.sampled_from([-5, 0, 1, 1000, 1001])
scales = st.sampled_from([-math.inf, -1e-9, 0.0, 3.5, 1e300, math.inf, math.nan])
pictures = st.sampled_from([-1, 0, 1, 2, 64, 65])
seeds = st.sampled_from([-1, 0, LARGEST_SEED - 63, LARGEST_SEED - 1, LARGEST_SEED, 2**63])


def out_of_limits(
    prompt: str, negative: str | None, steps: int, scale: float, seed: int, pictures: int
) -> set[str]:
    """Name the fields that break a limit, written a second time and another way."""
    last_seed = seed + pictures - 1 if pictures in range(1, 65) else seed
    within = {
        "prompt": prompt.strip() != "" and len(prompt) < LONGEST_PROMPT + 1,
        "negative_prompt": len(negative or "") < LONGEST_PROMPT + 1,
        "steps": steps in range(1, 1001),
        "guidance_scale": 0 <= scale < math.inf,
        "pictures": pictures in range(1, 65),
        "seed": seed >= 0 and last_seed < 2**63,
    }
    return {field for field, is_within in within.items() if not is_within}


@given(prompts, negative_prompts, steps, scales, seeds, pictures)
def test_a_request_exists_exactly_if_every_field_is_within_its_limit(
    prompt: str, negative: str | None, steps: int, scale: float, seed: int, pictures: int
) -> None:
    expected = out_of_limits(prompt, negative, steps, scale, seed, pictures)

    try:
        GenerationRequest(prompt, negative, ImageSize(16, 16), steps, scale, seed, pictures)
        reported = []
    except InvalidRequest as error:
        reported = [violation.field for violation in error.violations]

    assert sorted(reported) == sorted(expected)


@given(edges, edges)
def test_every_edge_out_of_bounds_is_reported(width: int, height: int) -> None:
    found = violations(
        prompt="x",
        negative_prompt=None,
        width=width,
        height=height,
        steps=1,
        guidance_scale=0,
        seed=0,
        pictures=1,
    )

    expected = [
        (field, edge)
        for field, edge in (("width", width), ("height", height))
        if edge not in range(1, LARGEST_EDGE + 1)
    ]
    assert [(violation.field, violation.value) for violation in found] == expected


def test_the_error_tells_field_value_and_what_is_allowed_for_all_violations() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        a_request(prompt=" ", steps=0, pictures=65, guidance_scale=math.nan)

    assert str(refusal.value).splitlines() == [
        "prompt is ' '; allowed: 1 to 10,000 characters, not only spaces",
        "steps is 0; allowed: 1 to 1000",
        "guidance_scale is nan; allowed: a finite number, 0 or more",
        "pictures is 65; allowed: 1 to 64",
    ]


def test_the_last_picture_needs_a_seed_too() -> None:
    with pytest.raises(InvalidRequest, match=r"at most 2\^63-3, since picture i uses seed \+ i"):
        a_request(seed=LARGEST_SEED - 1, pictures=3)


@given(requests, st.data())
def test_picture_i_uses_seed_plus_i_which_stays_within_the_limit(
    request: GenerationRequest, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, request.pictures - 1))

    assert request.seed_of(index) == request.seed + index
    assert 0 <= request.seed_of(index) <= LARGEST_SEED


@pytest.mark.parametrize("field", ["prompt", "negative_prompt"])
def test_text_that_cannot_be_written_is_a_violation(field: str) -> None:
    with pytest.raises(InvalidRequest, match=field):
        a_request(**{field: "a fox \udcff"})
