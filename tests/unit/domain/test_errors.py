import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain import errors
from diffgentor.domain.errors import (
    DiffgentorError,
    EngineFailed,
    InvalidInput,
    InvalidRequest,
    MissingDependency,
    OutOfMemory,
    Violation,
    shortened,
)
from diffgentor.domain.receipt import PlanRefused


def test_an_error_says_what_happened_and_then_what_to_do() -> None:
    assert str(DiffgentorError("It broke.", "Mend it.")) == "It broke.\nMend it."
    assert str(DiffgentorError("It broke.")) == "It broke."


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    described = {line.split()[0] for line in tree_lines(errors.__doc__ or "")}

    assert described == {kind.__name__ for kind in family(DiffgentorError)}
    assert issubclass(InvalidRequest, InvalidInput)
    assert issubclass(OutOfMemory, EngineFailed)
    assert PlanRefused in family(DiffgentorError)


def tree_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("    ")]


def family(kind: type[DiffgentorError]) -> set[type[DiffgentorError]]:
    """Return the class and all that descend from it within the domain."""
    descendants = {child for each in kind.__subclasses__() for child in family(each)}
    return {kind} | {each for each in descendants if each.__module__.startswith("diffgentor.d")}


def test_a_missing_package_comes_with_the_command_that_installs_it() -> None:
    error = MissingDependency("flash-attn", "flash")

    assert "flash-attn" in error.message
    assert error.advice == 'Install it with: pip install "diffgentor[flash]"'


def test_a_missing_package_that_no_extra_brings_is_installed_by_its_own_name() -> None:
    error = MissingDependency("bitsandbytes")

    assert error.advice == "Install it with: pip install --upgrade bitsandbytes"


def test_a_violation_reads_as_a_line() -> None:
    assert str(Violation("steps", 0, "1 to 1000")) == "steps is 0; allowed: 1 to 1000"


@given(st.text(max_size=40) | st.integers())
def test_what_is_short_is_shown_whole(value: str | int) -> None:
    text = repr(value)

    assert len(text) > 60 or shortened(value) == text


@given(st.text(min_size=61, max_size=20_000))
def test_what_is_long_is_cut_to_a_line_and_its_length_told(value: str) -> None:
    text = shortened(value)

    assert len(text) < 80
    assert text.endswith(f"({len(value)} characters)")


@pytest.mark.parametrize("prompt", ["\n" * 10_001, "x" * 10_001])
def test_the_length_told_is_that_of_the_value_and_not_of_its_spelling(prompt: str) -> None:
    assert shortened(prompt).endswith("(10001 characters)")


def test_both_ends_of_a_long_value_are_shown() -> None:
    text = shortened("start" + "-" * 100 + "end")

    assert text.startswith("'start")
    assert "end' (" in text
