import inspect

import pytest

import diffgentor.domain.errors as errors
from diffgentor.domain.errors import DiffgentorError, EngineFailed, HubUnreachable
from diffgentor.domain.receipt import PlanRefused
from diffgentor.entrypoints.error_table import (
    ANSWERS,
    EXIT_CODE_MEANINGS,
    ExitCode,
    Status,
    answer_for,
)

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, DiffgentorError)
]


@pytest.mark.parametrize("kind", [*KINDS, PlanRefused])
def test_every_error_has_an_answer_of_its_own(kind: type[DiffgentorError]) -> None:
    assert kind in ANSWERS


def test_reasons_are_unique() -> None:
    reasons = [answer.reason for answer in ANSWERS.values()]

    assert len(set(reasons)) == len(reasons)


def test_statuses_carry_grpcs_own_numbers() -> None:
    grpc = pytest.importorskip("grpc")

    for status in Status:
        assert grpc.StatusCode[status.name].value[0] == status


def test_an_error_without_an_answer_takes_its_ancestors() -> None:
    class HubAsleep(HubUnreachable):
        pass

    assert answer_for(HubAsleep("zzz")) == ANSWERS[HubUnreachable]


def test_whatever_is_not_foreseen_has_failed() -> None:
    assert answer_for(ZeroDivisionError()).exit_code is ExitCode.FAILED
    assert answer_for(EngineFailed("x")).exit_code is ExitCode.FAILED


def test_interrupting_is_no_failure() -> None:
    assert answer_for(KeyboardInterrupt()).exit_code == 130


def test_every_exit_code_has_a_meaning() -> None:
    assert set(EXIT_CODE_MEANINGS) == set(ExitCode)
