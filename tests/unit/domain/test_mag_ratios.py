import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.mag_ratios import FLUX, MagRatios
from diffgentor.domain.setting import value_text

ratios = st.lists(st.floats(0, 1000, exclude_min=True, exclude_max=True)).map(tuple)


@given(ratios)
def test_ratios_are_read_back_from_their_text(some: tuple[float, ...]) -> None:
    assert MagRatios().read(value_text(some)) == some


def test_the_published_ones_and_the_models_own_have_names() -> None:
    assert MagRatios().read("flux") == FLUX
    assert MagRatios().read("model") == MagRatios().read("") == ()


def test_flux_has_a_ratio_for_each_of_its_28_steps() -> None:
    assert len(FLUX) == 28
    assert all(0.5 < ratio < 2 for ratio in FLUX)


@pytest.mark.parametrize("text", ["0", "-1,1", "1000", "nan", "inf", "1,", "1;2", "sd3"])
def test_what_is_no_positive_number_is_no_ratio(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the readers promise no more
        MagRatios().read(text)
