"""No row outlasts the budget, and none that it costs is dropped."""

import time
from typing import Any

import pytest

from benchmarks.gpu import OutOfTime, at_most, result_of
from benchmarks.gpu_measurement import Workbench
from benchmarks.gpu_result import Failed, NotRun, Refused, Result
from benchmarks.gpu_rows import Row
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.technique import Technique


class FakeWorkbench(Workbench):
    """Answers at once, or works without end."""

    def __init__(self, refused: Refused | None = None, endless: bool = False) -> None:
        self.measured = list[str]()
        self._refused, self._endless = refused, endless

    def refusal(self, row: Row) -> Refused | None:
        return self._refused

    def measure(self, row: Row) -> Result:
        self.measured.append(row.name)
        while self._endless:
            try:
                time.sleep(60)
            except Exception:  # noqa: BLE001 - as some libraries do
                continue
        return Failed("measured")


def a_row(**changes: Any) -> Row:
    return Row("a row", Technique.CACHE, AskedPlan(), **changes)


def test_a_row_that_would_not_fit_is_not_begun() -> None:
    bench = FakeWorkbench()

    result = result_of(a_row(allowance_seconds=30), bench, seconds_left=29, quick=False)

    assert result == NotRun("out of time: 29 s are left, and it may take 30 s")
    assert bench.measured == []


def test_a_row_that_fits_is_measured() -> None:
    result = result_of(a_row(allowance_seconds=30), FakeWorkbench(), seconds_left=31, quick=False)

    assert result == Failed("measured")


def test_a_row_that_takes_longer_than_all_that_is_left_is_stopped() -> None:
    bench = FakeWorkbench(endless=True)

    result = result_of(a_row(allowance_seconds=0), bench, seconds_left=0.2, quick=False)

    assert isinstance(result, NotRun)
    assert result.reason.startswith("out of time: stopped after")
    assert bench.measured == ["a row"]


def test_what_a_rule_refuses_is_refused_however_little_time_is_left() -> None:
    bench = FakeWorkbench(Refused("a rule objects"))

    assert result_of(a_row(), bench, seconds_left=-5, quick=True) == Refused("a rule objects")


@pytest.mark.parametrize("is_long", [True, False])
def test_quick_leaves_the_long_rows_out_and_says_so(is_long: bool) -> None:
    result = result_of(a_row(is_long=is_long), FakeWorkbench(), seconds_left=99, quick=True)

    assert result == (NotRun("left out by --quick") if is_long else Failed("measured"))


def test_what_ends_in_time_is_not_interrupted_later() -> None:
    with at_most(0.05):
        pass

    time.sleep(0.1)


def test_no_except_clause_of_a_library_holds_the_interruption_up() -> None:
    assert not issubclass(OutOfTime, Exception)
