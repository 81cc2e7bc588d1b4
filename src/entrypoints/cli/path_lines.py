"""The paths of finished pictures, one a line, and nothing else."""

from types import TracebackType
from typing import TextIO

from ...application.generation_event import GenerationEvent, Kept
from .standard_output import write_line


class PathLines:
    """Writes where each picture is as soon as it is there."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout

    @property
    def is_terminal(self) -> bool:
        """Whether a person reads the paths."""
        return self._stdout.isatty()

    def __enter__(self) -> "PathLines":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def __call__(self, event: GenerationEvent) -> None:
        """Write the path of a picture that was kept."""
        if isinstance(event, Kept):
            write_line(event.stored.location, self._stdout)
