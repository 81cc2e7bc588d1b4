import pytest
from hypothesis import given

from diffgentor.domain.setting import BadSetting
from diffgentor.domain.step_cache import (
    STEP_CACHES,
    FirstBlockCache,
    NoCache,
    PyramidAttentionBroadcast,
    StepCache,
    step_cache_called,
)
from tests.unit.arbitrary import step_caches


@given(step_caches)
def test_a_cache_is_found_again_by_its_text(cache: StepCache) -> None:
    assert step_cache_called(str(cache)) == cache
    assert str(cache).split(" ")[0] == cache.name


@given(step_caches, step_caches)
def test_different_caches_have_different_texts(one: StepCache, other: StepCache) -> None:
    assert (one == other) == (str(one) == str(other))


def test_every_cache_of_the_guide_is_known_by_its_name() -> None:
    assert {name: kind.name for name, kind in STEP_CACHES.items()} == {
        name: name
        for name in (
            *("deep_cache", "first_block_cache", "pab", "faster_cache"),
            *("taylor_seer", "mag_cache", "cache_dit"),
        )
    }
    assert NoCache.name not in STEP_CACHES


@pytest.mark.parametrize("name", STEP_CACHES)
def test_a_cache_by_name_alone_has_its_defaults(name: str) -> None:
    assert step_cache_called(name) == STEP_CACHES[name]()


@pytest.mark.parametrize(
    "text", ["", "fbc", "off threshold=1", "pab threshold=1", "first_block_cache threshold=-1"]
)
def test_a_text_that_no_cache_has_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several of its kinds
        step_cache_called(text)


def test_a_cache_out_of_its_bounds_does_not_exist() -> None:
    with pytest.raises(BadSetting, match="threshold is 'nan'"):
        FirstBlockCache(float("nan"))
    with pytest.raises(BadSetting, match="timestep_skip is '800,100'"):
        PyramidAttentionBroadcast(timestep_skip=(800, 100))


def test_caches_say_for_whom_they_decide_and_whose_state_they_keep() -> None:
    for_the_batch = {name for name, kind in STEP_CACHES.items() if kind.decides_for_the_batch}
    with_one_state = {name for name, kind in STEP_CACHES.items() if not kind.keeps_states_apart}

    assert for_the_batch == {"first_block_cache", "cache_dit"}
    assert with_one_state == {"pab", "faster_cache"}
