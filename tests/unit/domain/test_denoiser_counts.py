import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.denoiser_counts import DenoiserCounts, UnitCounts

runs = st.lists(st.integers(0, 20), max_size=8).map(tuple)


def blocks(*runs_per_step: int, expected: int | None = None, unit: str = "blocks") -> UnitCounts:
    return UnitCounts(
        unit, 4, runs_per_step, 4 * len(runs_per_step) if expected is None else expected
    )


@given(runs)
def test_runs_and_skipped_runs_are_all_that_was_expected(per_step: tuple[int, ...]) -> None:
    counts = UnitCounts("blocks", 20, per_step, 20 * len(per_step))

    assert counts.runs + counts.skipped == counts.expected
    assert 0 <= counts.steps_with_skips <= len(per_step)


@given(st.integers(0, 20), st.integers(0, 8))
def test_steps_that_are_all_alike_are_steps_without_skips(each: int, steps: int) -> None:
    assert UnitCounts("blocks", 20, (each,) * steps, 20 * steps).steps_with_skips == 0


def test_what_was_skipped_is_told_in_runs_and_steps() -> None:
    assert str(blocks(4, 1, 4, 1)) == "6 of 16 runs of blocks skipped, in 2 of 4 steps"


@pytest.mark.parametrize("units", [(), (blocks(4, 4),), (blocks(),)], ids=str)
def test_where_all_was_computed_nothing_was_skipped(units: tuple[UnitCounts, ...]) -> None:
    assert DenoiserCounts(2, units).skipped is None
    assert DenoiserCounts(2, units).cached_steps == 0


def test_the_parts_of_which_most_was_skipped_speak_for_the_cache() -> None:
    few, most, none = blocks(4, 3, 3), blocks(4, 4, 0, unit="attentions"), blocks(4, 4, 4)

    counts = DenoiserCounts(3, (few, most, none))

    assert counts.skipped == most
    assert counts.cached_steps == 1
