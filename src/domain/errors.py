"""Everything that can go wrong, in the words of the person who asked.

The tree (indented: is a)::

    DiffgentorError
        InvalidInput            what was asked for cannot be
            InvalidRequest      fields of a request, all of them at once
            InvalidOption       an option's value
            ModelNotFound       no such model
            ModelUnreadable     a model whose files are missing or corrupt
            NotTextToImage      a model or folder that draws no pictures from text
            PictureUnreadable   a picture that cannot be drawn again
        PlanRefused             a combination of optimizations that cannot be in force
        HubUnreachable          the model hub did not answer
        MissingDependency       a package that the request needs
        OutputUnwritable        a folder that takes no files
        EngineFailed            drawing broke off
            OutOfMemory
            PictureNotFinite
            PictureSizeDiffers
        GenerationCancelled     somebody asked to stop

One table, `entrypoints/error_table.py`, says which exit code and gRPC status each one becomes.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class DiffgentorError(Exception):
    """Something a person can act upon: says what happened, and `advice` says what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message


class InvalidInput(DiffgentorError):
    """What was asked for cannot be; nothing was started."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One field of a request outside of what is allowed."""

    field: str
    value: object
    allowed: str

    def __str__(self) -> str:
        return f"{self.field} is {shortened(self.value)}; allowed: {self.allowed}"


class InvalidRequest(InvalidInput):
    """A request with one or more fields out of bounds; `violations` lists every one."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(str(violation) for violation in self.violations))


class InvalidOption(InvalidInput):
    """An option that does not exist, or whose value it does not take."""


class ModelNotFound(InvalidInput):
    """No bundled model, folder or hub repository goes by that name."""


class ModelUnreadable(InvalidInput):
    """A model whose files are missing, cut short or not what they should be."""


class NotTextToImage(InvalidInput):
    """A folder or repository that is no diffusers text-to-image pipeline."""


class PictureUnreadable(InvalidInput):
    """A picture file that carries nothing to draw it again from."""


class HubUnreachable(DiffgentorError):
    """The model hub did not answer, or would not hand the files out."""


class MissingDependency(DiffgentorError):
    """A package is absent or too old for what was asked.

    Args:
        package: its name for pip.
        extra: diffgentor's own that brings it, if there is one.
    """

    def __init__(self, package: str, extra: str | None = None) -> None:
        wanted = f"--upgrade {package}" if extra is None else f'"diffgentor[{extra}]"'
        super().__init__(
            f"The package {package} is needed, and is not installed or too old.",
            f"Install it with: pip install {wanted}",
        )


class OutputUnwritable(DiffgentorError):
    """The output folder cannot be written."""


class EngineFailed(DiffgentorError):
    """Drawing broke off inside the model or a library."""


class OutOfMemory(EngineFailed):
    """The device's memory did not suffice, also after the retries that were possible."""


class PictureNotFinite(EngineFailed):
    """The model produced values that are no numbers; there is no picture to show."""


class PictureSizeDiffers(EngineFailed):
    """The pipeline drew another size than was asked for."""


class GenerationCancelled(DiffgentorError):
    """Somebody asked to stop; pictures finished before are kept."""


def shortened(value: object, longest: int = 60) -> str:
    """Return `repr(value)`, cut in the middle where it is longer than `longest` characters."""
    text = repr(value)
    if len(text) <= longest:
        return text
    length = len(value) if isinstance(value, str) else len(text)
    return f"{text[: longest - 24]}…{text[-12:]} ({length} characters)"
