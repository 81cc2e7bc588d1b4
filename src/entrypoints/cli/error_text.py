"""An error in a line or two, with the fields of a request named as their options."""

from collections.abc import Iterator
from dataclasses import replace

from ...domain.errors import DiffgentorError, InvalidRequest, Violation

OPTION_OF_FIELD = {"steps": "num_inference_steps", "pictures": "num_images_per_prompt"}
"""The fields that the command line calls something else than the domain."""


def error_lines(error: BaseException) -> list[str]:
    """Return what happened and what to do; several violations take a line each."""
    return [line for line in _text(error).splitlines() if line]


def option_of(field: str) -> str:
    """Return the option that sets a field of the request."""
    return f"--{OPTION_OF_FIELD.get(field, field)}"


def _text(error: BaseException) -> str:
    match error:
        case InvalidRequest(violations=violations):
            return "\n".join(_with_options(violations))
        case DiffgentorError():
            return str(error)
        case KeyboardInterrupt():
            return "Interrupted; pictures finished before are kept."
        case _:
            first_line = str(error).partition("\n")[0]
            return (
                f"unexpected {type(error).__name__}: {first_line}\n"
                "This is a defect of diffgentor; --verbose shows where it happened."
            )


def _with_options(violations: tuple[Violation, ...]) -> Iterator[str]:
    for violation in violations:
        yield str(replace(violation, field=option_of(violation.field)))
