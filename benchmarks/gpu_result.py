"""What became of a row of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from benchmarks.gpu_rows import Row


@dataclass(frozen=True, slots=True)
class Measured:
    """A picture was drawn.

    Attributes:
        outcome: what became of the row's technique, APPLIED or DEGRADED.
        evidence: what the probe saw, and why it is DEGRADED.
        first_step_seconds: from the request to the first output, with compiling, if any.
        peak_bytes: the most that tensors took on the device while drawing; `None` on a CPU.
        bytes_before: what tensors took on the device before the row's model was there.
        error: the distance of the first step's output from the reference's, as a part of the
            reference's length; `None` where there is no reference.
        runs_per_step: what really ran, where a step cache is in force.
        remarks: what the libraries logged meanwhile.
    """

    outcome: str
    evidence: str
    first_step_seconds: float
    step_ms_median: float | None
    step_ms_mean: float | None
    peak_bytes: int | None
    bytes_before: int | None
    error: float | None
    runs_per_step: Mapping[str, tuple[int, ...]]
    remarks: tuple[str, ...]
    status: ClassVar[str] = "measured"


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule or a probe objects."""

    reason: str
    status: ClassVar[str] = "refused"


@dataclass(frozen=True, slots=True)
class Failed:
    """Something broke off."""

    reason: str
    status: ClassVar[str] = "failed"


@dataclass(frozen=True, slots=True)
class NotRun:
    """It was not tried, or not to the end."""

    reason: str
    status: ClassVar[str] = "not run"


Result = Measured | Refused | Failed | NotRun

Entry = tuple[Row, Result]
