"""From a checked request to a loaded, proven engine."""

from contextlib import ExitStack
from dataclasses import dataclass

from ..domain.progress import Phase, Progress
from ..domain.receipt import PlanReceipt, PlanRefused
from .check_generation import CheckedGeneration
from .generation_event import Accepted, EventSink, Proven
from .ports.image_engine import ImageEngine, LoadEngine


@dataclass(frozen=True, slots=True)
class PreparedEngine:
    """An engine with what was decided on the way to it; `receipt` holds the probe's evidence."""

    engine: ImageEngine
    checked: CheckedGeneration
    receipt: PlanReceipt


@dataclass(frozen=True, slots=True)
class PrepareEngine:
    """Load the model and prove the plan's load-time part."""

    load_engine: LoadEngine

    def __call__(self, checked: CheckedGeneration, tell: EventSink) -> PreparedEngine:
        """Return a loaded engine.

        Raises:
            PlanRefused: a probe of the loaded model objects.
            ModelUnreadable: the weights cannot be loaded.
            OutOfMemory: the device is too small for them.
        """
        request, plan, model = checked.request, checked.plan, checked.model
        tell(
            Accepted(checked.asked.request, request, plan, model, checked.device, checked.receipt)
        )
        tell(Progress(Phase.LOADING_MODEL, steps=request.steps, pictures=request.pictures))
        engine = self.load_engine(model, plan, checked.device)
        with ExitStack() as until_handed_over:
            until_handed_over.callback(engine.close)
            receipt = checked.receipt.proven_by(engine.outcomes())
            if receipt.refusals:
                raise PlanRefused(receipt)
            tell(Proven(receipt))
            until_handed_over.pop_all()
        return PreparedEngine(engine, checked, receipt)
