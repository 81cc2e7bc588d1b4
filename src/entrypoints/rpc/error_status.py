"""Errors as `google.rpc.Status`, with details that a program can act upon."""

from collections.abc import Iterator

from google.protobuf.any_pb2 import Any
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from google.rpc.status_pb2 import Status

from ...domain.errors import DiffgentorError, InvalidRequest, Violation, shortened
from ...domain.receipt import PlanRefused
from ..error_table import answer_for
from .receipt_message import to_receipt

DOMAIN = "diffgentor"
FIELDS = {"pictures": "image_count"}
"""The fields that the contract calls something else than the domain."""


def to_status(error: BaseException) -> Status:
    """Return the error's status: an `ErrorInfo` always, and what else its kind can tell."""
    answer = answer_for(error)
    return Status(
        code=answer.status,
        message=str(error) if isinstance(error, DiffgentorError) else _foreign(error),
        details=[_packed(detail) for detail in _details(error, answer.reason)],
    )


def _details(error: BaseException, reason: str) -> Iterator[Message]:
    yield ErrorInfo(reason=reason, domain=DOMAIN)
    match error:
        case InvalidRequest(violations=violations):
            yield BadRequest(field_violations=[_violation(one) for one in violations])
        case PlanRefused(receipt=receipt):
            yield to_receipt(receipt)


def _violation(violation: Violation) -> BadRequest.FieldViolation:
    field = FIELDS.get(violation.field, violation.field)
    return BadRequest.FieldViolation(
        field=f"spec.{field}",
        description=f"is {shortened(violation.value)}; allowed: {violation.allowed}",
    )


def _foreign(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _packed(detail: Message) -> Any:
    packed = Any()
    packed.Pack(detail)
    return packed
