"""A request's life as the contract's events, in the order and with the numbers of a watch."""

from collections.abc import Iterator

from ...application.asked_generation import AskedGeneration
from ...application.generate_images import GenerationReport
from ...application.generation_event import Accepted, GenerationEvent, Kept, Proven, Remarked
from ...domain.progress import Progress
from ...domain.receipt import Degraded
from .artifact_message import to_file_artifact
from .job_message import asked_job, fail, new_job, now, run, succeed
from .progress_message import to_progress
from .receipt_message import to_receipt
from .v1 import generation_service_pb2
from .v1.generation_service_pb2 import JobEvent

REMARK = "LIBRARY_REMARK"
"""The reason of a warning that is a library's own."""


class JobEvents:
    """Turns what a use case tells into events of one job, which it keeps up to date.

    Durable events are numbered from 1 without gaps; progress repeats the last number. What was
    asked is `None` where it could not be understood; such a job can only fail.
    """

    def __init__(self, asked: AskedGeneration | None = None) -> None:
        self._job = new_job() if asked is None else asked_job(asked)

    def told(self, event: GenerationEvent) -> Iterator[JobEvent]:
        """Yield what a watcher would see of one thing that was told."""
        match event:
            case Accepted():
                run(self._job, event)
                yield self._durable(JobEvent(snapshot=self._job))
                for outcome in event.receipt.outcomes:
                    if isinstance(outcome, Degraded):
                        yield self._warning(outcome.rule, outcome.reason)
            case Proven(receipt=receipt):
                self._job.receipt.CopyFrom(to_receipt(receipt))
            case Progress():
                self._job.progress.CopyFrom(to_progress(event))
                yield self._event(JobEvent(progress=self._job.progress))
            case Kept(stored=stored):
                artifact = to_file_artifact(stored)
                self._job.artifacts.append(artifact)
                yield self._durable(JobEvent(artifact_ready=artifact))
            case Remarked(message=message):
                yield self._warning(REMARK, message)

    def succeeded(self, report: GenerationReport) -> JobEvent:
        """Return the last event of a job that is done."""
        succeed(self._job, report)
        return self._finished()

    def failed(self, error: BaseException) -> JobEvent:
        """Return the last event of a job that `error` ended."""
        fail(self._job, error)
        return self._finished()

    def _warning(self, reason: str, message: str) -> JobEvent:
        warning = generation_service_pb2.Warning(reason=reason, message=message)
        return self._durable(JobEvent(warning=warning))

    def _finished(self) -> JobEvent:
        self._job.last_sequence += 1
        return self._event(JobEvent(finished=self._job))

    def _durable(self, event: JobEvent) -> JobEvent:
        self._job.last_sequence += 1
        if event.HasField("snapshot"):
            event.snapshot.last_sequence = self._job.last_sequence
        return self._event(event)

    def _event(self, event: JobEvent) -> JobEvent:
        event.sequence = self._job.last_sequence
        event.time.CopyFrom(now())
        return event
