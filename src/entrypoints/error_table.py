"""What each error becomes: an exit code for the shell, a status and a reason for the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from ..domain.errors import (
    DiffgentorError,
    EngineFailed,
    GenerationCancelled,
    HubUnreachable,
    InvalidInput,
    InvalidOption,
    InvalidRequest,
    MissingDependency,
    ModelNotFound,
    ModelUnreadable,
    NotTextToImage,
    OutOfMemory,
    OutputUnwritable,
    PictureNotFinite,
    PictureSizeDiffers,
    PictureUnreadable,
)
from ..domain.receipt import PlanRefused


class ExitCode(IntEnum):
    """What the shell is told."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    REFUSED_PLAN = 3
    INTERRUPTED = 130


EXIT_CODE_MEANINGS: Mapping[ExitCode, str] = MappingProxyType(
    {
        ExitCode.DONE: "Done. For `replay`: the new drawing is identical.",
        ExitCode.FAILED: "Failed on the way. For `replay` also: the new drawing differs.",
        ExitCode.BAD_INPUT: "Bad input; nothing was started.",
        ExitCode.REFUSED_PLAN: "The combination of optimizations cannot be in force as asked.",
        ExitCode.INTERRUPTED: "Stopped by Ctrl-C or SIGTERM; finished pictures are kept.",
    }
)


class Status(IntEnum):
    """The canonical gRPC statuses in use, by their numbers on the wire."""

    CANCELLED = 1
    INVALID_ARGUMENT = 3
    NOT_FOUND = 5
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    INTERNAL = 13
    UNAVAILABLE = 14


@dataclass(frozen=True, slots=True)
class Answer:
    """How one kind of error is told to a shell and to another program.

    Attributes:
        reason: stable and machine-readable, UPPER_SNAKE_CASE.
    """

    exit_code: ExitCode
    status: Status
    reason: str


ANSWERS: Mapping[type[BaseException], Answer] = MappingProxyType(
    {
        InvalidInput: Answer(ExitCode.BAD_INPUT, Status.INVALID_ARGUMENT, "INVALID_INPUT"),
        InvalidRequest: Answer(ExitCode.BAD_INPUT, Status.INVALID_ARGUMENT, "INVALID_REQUEST"),
        InvalidOption: Answer(ExitCode.BAD_INPUT, Status.INVALID_ARGUMENT, "INVALID_OPTION"),
        ModelNotFound: Answer(ExitCode.BAD_INPUT, Status.NOT_FOUND, "MODEL_NOT_FOUND"),
        ModelUnreadable: Answer(
            ExitCode.BAD_INPUT, Status.FAILED_PRECONDITION, "MODEL_UNREADABLE"
        ),
        NotTextToImage: Answer(ExitCode.BAD_INPUT, Status.INVALID_ARGUMENT, "NOT_TEXT_TO_IMAGE"),
        PictureUnreadable: Answer(
            ExitCode.BAD_INPUT, Status.INVALID_ARGUMENT, "PICTURE_UNREADABLE"
        ),
        PlanRefused: Answer(ExitCode.REFUSED_PLAN, Status.FAILED_PRECONDITION, "PLAN_REFUSED"),
        HubUnreachable: Answer(ExitCode.FAILED, Status.UNAVAILABLE, "HUB_UNREACHABLE"),
        MissingDependency: Answer(
            ExitCode.FAILED, Status.FAILED_PRECONDITION, "MISSING_DEPENDENCY"
        ),
        OutputUnwritable: Answer(ExitCode.FAILED, Status.FAILED_PRECONDITION, "OUTPUT_UNWRITABLE"),
        EngineFailed: Answer(ExitCode.FAILED, Status.INTERNAL, "ENGINE_FAILED"),
        OutOfMemory: Answer(ExitCode.FAILED, Status.RESOURCE_EXHAUSTED, "OUT_OF_MEMORY"),
        PictureNotFinite: Answer(ExitCode.FAILED, Status.INTERNAL, "PICTURE_NOT_FINITE"),
        PictureSizeDiffers: Answer(ExitCode.FAILED, Status.INTERNAL, "PICTURE_SIZE_DIFFERS"),
        GenerationCancelled: Answer(ExitCode.INTERRUPTED, Status.CANCELLED, "CANCELLED"),
        DiffgentorError: Answer(ExitCode.FAILED, Status.INTERNAL, "FAILED"),
        KeyboardInterrupt: Answer(ExitCode.INTERRUPTED, Status.CANCELLED, "INTERRUPTED"),
        BaseException: Answer(ExitCode.FAILED, Status.INTERNAL, "UNEXPECTED"),
    }
)


def answer_for(error: BaseException) -> Answer:
    """Return the answer of the error's own class, or else of its nearest ancestor."""
    return next(ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)
