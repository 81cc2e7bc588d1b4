from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.progress import Phase, Progress, Timings
from tests.fakes.builders import a_plan, a_request
from tests.fakes.image_engine import FakeEngine


@given(st.integers(1, 40), st.integers(1, 64))
def test_over_a_drawing_the_fraction_rises_from_nothing_to_all(steps: int, pictures: int) -> None:
    told: list[Progress] = []
    request = a_request(steps=steps, pictures=pictures)

    for _ in FakeEngine(a_plan()).draw(request, a_plan(), told.append, Cancellation()):
        pass

    fractions = [progress.fraction for progress in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_nothing_is_done_while_the_model_loads() -> None:
    assert Progress(Phase.LOADING_MODEL, step=2, steps=4).fraction == 0.0


def test_nothing_is_done_before_the_steps_are_known() -> None:
    assert Progress(Phase.ENCODING_PROMPT).fraction == 0.0


def test_the_fraction_counts_steps_over_all_pictures() -> None:
    half_of_the_second = Progress(Phase.DENOISING, step=2, steps=4, picture=1, pictures=3)

    assert half_of_the_second.fraction == pytest.approx(0.5)


def test_pictures_of_one_call_share_its_time_and_each_has_all_its_steps() -> None:
    call = Timings(load_seconds=8.0, encode_seconds=1.0, denoise_seconds=6.0, decode_seconds=2.0)
    call = replace(call, steps=20, cached_steps=9)

    share = call.shared_by(2)

    assert (share.encode_seconds, share.denoise_seconds, share.decode_seconds) == (0.5, 3.0, 1.0)
    assert (share.load_seconds, share.steps, share.cached_steps) == (8.0, 20, 9)
