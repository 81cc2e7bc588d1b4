"""A run as the contract's events, one JSON object a line."""

from types import TracebackType
from typing import TextIO

from ...application.asked_generation import AskedGeneration
from ...application.generate_images import GenerationReport
from ...application.generation_event import GenerationEvent
from ..rpc.job_event import JobEvents
from ..rpc.json_text import to_json_line
from ..rpc.v1.generation_service_pb2 import JobEvent
from .standard_output import ReaderLeft, write_line


class JsonLines:
    """Writes every event at once; the last line is a finished job, whatever happened."""

    def __init__(self, asked: AskedGeneration, stdout: TextIO) -> None:
        self._events = JobEvents(asked)
        self._stdout = stdout

    def __enter__(self) -> "JsonLines":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None and not isinstance(error, ReaderLeft):
            self._write(self._events.failed(error))

    def __call__(self, event: GenerationEvent) -> None:
        """Write what a watcher of the job would see."""
        for seen in self._events.told(event):
            self._write(seen)

    def done(self, report: GenerationReport) -> None:
        """Write the last line of a run that went well."""
        self._write(self._events.succeeded(report))

    def _write(self, event: JobEvent) -> None:
        write_line(to_json_line(event), self._stdout)
