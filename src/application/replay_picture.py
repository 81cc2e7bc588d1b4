"""Draw a picture again from what is written in it, and say how near it comes."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from ..domain.asked_plan import coming_from
from ..domain.cancellation import Cancellation
from ..domain.comparison import Comparison, compare
from ..domain.errors import PictureUnreadable
from ..domain.picture import PictureFormat
from ..domain.plan import plan_that_was
from ..domain.provenance import Provenance, RecordedPicture
from ..domain.receipt import PlanReceipt
from ..domain.request import AskedRequest
from .asked_generation import AskedGeneration
from .check_generation import CheckedGeneration, CheckGeneration
from .generation_event import EventSink, Remarked
from .ports.picture_reader import PictureReader
from .prepare_engine import PrepareEngine
from .proof import insist_on_proof


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it was when the picture was drawn."""

    what: str
    then: str
    now: str

    def __str__(self) -> str:
        return f"{self.what}: {self.then} then, {self.now} now"


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """How near the new drawing comes, what differs, and what was in force this time."""

    comparison: Comparison
    differences: tuple[Difference, ...]
    receipt: PlanReceipt


@dataclass(frozen=True, slots=True)
class ReplayPicture:
    """Read a picture's provenance, draw it again, compare."""

    check: CheckGeneration
    prepare: PrepareEngine
    reader: PictureReader

    def __call__(
        self, location: str, device: str | None, tell: EventSink, cancellation: Cancellation
    ) -> ReplayReport:
        """Draw the picture at `location` again on `device`, by default the machine's best.

        Raises:
            PictureUnreadable: the file carries nothing to draw it from, or was cropped or scaled.
            DiffgentorError: what drawing itself may raise.
        """
        recorded = self.reader.read(location)
        _insist_on_size(recorded)
        before = recorded.provenance
        checked = self.check(_asked(before, device), before.seed)
        prepared = self.prepare(checked, tell)
        with closing(prepared.engine) as engine:
            [drawing] = engine.draw(checked.request, checked.plan, tell, cancellation)
        for remark in drawing.warnings:
            tell(Remarked(remark))
        receipt = prepared.receipt.proven_by(drawing.outcomes)
        insist_on_proof(receipt)
        pixels = self.reader.as_stored(drawing.picture, before.request.format)
        return ReplayReport(
            compare(recorded.pixels, pixels),
            (*_retouches(recorded), *_differences(before, checked)),
            receipt,
        )


def _insist_on_size(recorded: RecordedPicture) -> None:
    size = recorded.provenance.request.size
    if len(recorded.pixels) != size.width * size.height * 3:
        raise PictureUnreadable(
            f"The picture has not the size of {size} any more in which it was drawn.",
            "Only an unchanged file can be drawn again.",
        )


def _retouches(recorded: RecordedPicture) -> Iterator[Difference]:
    """A lossless file has the very pixels that were drawn, unless somebody changed them."""
    before = recorded.provenance
    is_lossless = before.request.format is not PictureFormat.JPEG
    pixels_now = hashlib.sha256(recorded.pixels).hexdigest()
    if is_lossless and pixels_now != before.pixels_sha256:
        yield Difference("the file's pixels", before.pixels_sha256[:16], pixels_now[:16])


def _asked(before: Provenance, device: str | None) -> AskedGeneration:
    request = before.request
    return AskedGeneration(
        before.model,
        AskedRequest(
            prompt=request.prompt,
            negative_prompt=request.negative_prompt,
            width=request.size.width,
            height=request.size.height,
            steps=request.steps,
            guidance_scale=request.guidance_scale,
            seed=before.seed,
            format=request.format,
        ),
        coming_from("the picture", plan_that_was(before.plan)),
        device,
        before.model_revision,
    )


def _differences(before: Provenance, now: CheckedGeneration) -> Iterator[Difference]:
    if before.model_fingerprint != now.model.fingerprint:
        yield Difference("model files", before.model_fingerprint, now.model.fingerprint)
    if before.device != str(now.device):
        yield Difference("device", before.device, str(now.device))
    settings = now.plan.settings()
    for technique, then in before.plan.settings().items():
        if then != settings[technique]:
            yield Difference(str(technique), then, settings[technique])
    for name in sorted({*before.libraries, *now.host.packages}):
        then, today = before.libraries.get(name, "absent"), now.host.packages.get(name, "absent")
        if then != today:
            yield Difference(name, then, today)
