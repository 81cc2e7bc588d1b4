"""Arguments and settings that cannot be understood, for a program that asked for JSON."""

from collections.abc import Sequence
from typing import TextIO

from ...domain.errors import DiffgentorError
from ..rpc.error_status import to_status
from ..rpc.job_event import JobEvents
from ..rpc.json_text import to_json_line, to_json_value
from .json_object import write_object
from .standard_output import write_line


def write_refusal(arguments: Sequence[str], error: DiffgentorError, stdout: TextIO) -> None:
    """Write the error in the shape of the command's other failures: of t2i, a finished job."""
    if arguments[0] == "t2i":
        write_line(to_json_line(JobEvents().failed(error)), stdout)
    else:
        write_object({"error": to_json_value(to_status(error))}, stdout)
