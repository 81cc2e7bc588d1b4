"""A request's life as the contract's job."""

from google.protobuf.timestamp_pb2 import Timestamp

from ...application.asked_generation import AskedGeneration
from ...application.generate_images import GenerationReport
from ...application.generation_event import Accepted
from ..error_table import Status, answer_for
from .error_status import to_status
from .progress_message import to_timings
from .receipt_message import to_receipt
from .spec_message import to_effective_spec, to_format, to_spec
from .v1 import types_pb2


def asked_job(asked: AskedGeneration) -> types_pb2.Job:
    """Return the job of a request that nobody has looked at yet."""
    job = new_job()
    job.spec.CopyFrom(to_spec(asked))
    job.output.format = to_format(asked.request.format)
    job.output.embed_metadata = True
    return job


def new_job() -> types_pb2.Job:
    """Return a job of which nothing is known yet."""
    return types_pb2.Job(create_time=now(), attempt=1)


def run(job: types_pb2.Job, accepted: Accepted) -> None:
    """Let the job be running, as it was accepted."""
    job.state = types_pb2.JOB_STATE_RUNNING
    job.effective_spec.CopyFrom(to_effective_spec(accepted))
    job.receipt.CopyFrom(to_receipt(accepted.receipt))
    job.start_time.CopyFrom(now())


def succeed(job: types_pb2.Job, report: GenerationReport) -> None:
    """Let the job be done, with what came of it."""
    job.state = types_pb2.JOB_STATE_SUCCEEDED
    job.receipt.CopyFrom(to_receipt(report.receipt))
    job.timings.CopyFrom(to_timings(report.timings))
    job.end_time.CopyFrom(now())


def fail(job: types_pb2.Job, error: BaseException) -> None:
    """Let the job be over for the reason of the error: failed, or cancelled as asked."""
    cancelled = answer_for(error).status is Status.CANCELLED
    job.state = types_pb2.JOB_STATE_CANCELLED if cancelled else types_pb2.JOB_STATE_FAILED
    job.error.CopyFrom(to_status(error))
    job.end_time.CopyFrom(now())


def now() -> Timestamp:
    """Return the present."""
    timestamp = Timestamp()
    timestamp.GetCurrentTime()
    return timestamp
