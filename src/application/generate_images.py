"""Draw a request's pictures and keep each as soon as it is finished."""

import hashlib
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from ..domain.cancellation import Cancellation
from ..domain.picture import StoredPicture
from ..domain.progress import Phase, Progress, Timings
from ..domain.provenance import Provenance
from ..domain.provenance_json import to_json
from ..domain.receipt import PlanReceipt
from .asked_generation import AskedGeneration
from .check_generation import CheckGeneration
from .generation_event import EventSink, Kept, Remarked
from .ports.image_engine import Drawing
from .ports.picture_store import PictureStore
from .prepare_engine import PreparedEngine, PrepareEngine
from .proof import insist_on_proof


@dataclass(frozen=True, slots=True)
class GenerationReport:
    """What came of a request: its pictures, the receipt with all evidence, and the times."""

    pictures: tuple[StoredPicture, ...]
    receipt: PlanReceipt
    timings: Timings


@dataclass(frozen=True, slots=True)
class GenerateImages:
    """Refuse what cannot be, draw, keep each picture with its provenance, and report."""

    check: CheckGeneration
    prepare: PrepareEngine
    store: PictureStore
    new_seed: Callable[[], int]

    def __call__(
        self, asked: AskedGeneration, tell: EventSink, cancellation: Cancellation
    ) -> GenerationReport:
        """Draw every picture of the request, telling what happens on the way.

        Raises:
            DiffgentorError: as the name of the error says; pictures kept before stay.
        """
        checked = self.check(asked, self.new_seed())
        self.store.open()
        started = time.monotonic()
        prepared = self.prepare(checked, tell)
        timings = Timings(load_seconds=time.monotonic() - started)
        receipt, kept, told = prepared.receipt, list[StoredPicture](), set[str]()
        with closing(prepared.engine) as engine:
            cancellation.stop_here_if_requested()
            with closing(
                engine.draw(checked.request, checked.plan, tell, cancellation)
            ) as drawings:
                for drawing in drawings:
                    own_receipt = prepared.receipt.proven_by(drawing.outcomes)
                    insist_on_proof(own_receipt)
                    receipt = receipt.proven_by(drawing.outcomes)
                    for warning in drawing.warnings:
                        if warning not in told:
                            tell(Remarked(warning))
                    told.update(drawing.warnings)
                    stored, save_seconds = self._keep(prepared, drawing, own_receipt, tell)
                    kept.append(stored)
                    timings = _sum(timings, drawing.timings, save_seconds)
                    tell(Kept(stored))
        return GenerationReport(tuple(kept), receipt, timings)

    def _keep(
        self,
        prepared: PreparedEngine,
        drawing: Drawing,
        receipt: PlanReceipt,
        tell: EventSink,
    ) -> tuple[StoredPicture, float]:
        request, picture = prepared.checked.request, drawing.picture
        # The scheduler's own number: some make another one of the steps asked for.
        steps = drawing.timings.steps
        first = picture.index - drawing.position
        tell(Progress(Phase.SAVING, steps, steps, first, request.pictures, None, drawing.together))
        started = time.monotonic()
        record = to_json(provenance_of(prepared, drawing, receipt))
        stored = self.store.keep(picture, request.format, request.prompt, record)
        return stored, time.monotonic() - started


def provenance_of(prepared: PreparedEngine, drawing: Drawing, receipt: PlanReceipt) -> Provenance:
    """Return all that is needed to draw the picture again."""
    checked, picture = prepared.checked, drawing.picture
    model = checked.model
    return Provenance(
        request=checked.request,
        index=picture.index,
        seed=picture.seed,
        plan=checked.plan,
        receipt=receipt,
        model=model.name,
        model_revision=model.revision,
        model_fingerprint=model.fingerprint,
        pipeline_class=model.pipeline_class,
        device=str(checked.device),
        libraries=checked.host.packages,
        pixels_sha256=hashlib.sha256(picture.pixels).hexdigest(),
        counts=drawing.counts,
    )


def _sum(timings: Timings, drawing: Timings, save_seconds: float) -> Timings:
    return replace(
        timings,
        encode_seconds=timings.encode_seconds + drawing.encode_seconds,
        denoise_seconds=timings.denoise_seconds + drawing.denoise_seconds,
        decode_seconds=timings.decode_seconds + drawing.decode_seconds,
        save_seconds=timings.save_seconds + save_seconds,
        steps=timings.steps + drawing.steps,
        cached_steps=timings.cached_steps + drawing.cached_steps,
    )
