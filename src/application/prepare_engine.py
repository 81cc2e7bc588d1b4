"""From what was asked to a loaded, proven engine."""

from contextlib import ExitStack
from dataclasses import dataclass

from ..domain.device_choice import choose_device
from ..domain.host import Device, Host
from ..domain.model import ModelProfile
from ..domain.plan import AskedPlan, OptimizationPlan, plan_for
from ..domain.planning import planned_receipt
from ..domain.progress import Phase, Progress
from ..domain.receipt import PlanReceipt, PlanRefused
from ..domain.request import AskedRequest, GenerationRequest
from ..domain.request_for_model import request_for
from ..domain.rules import Situation
from .generation_event import Accepted, EventSink, Proven
from .ports.host_inspector import HostInspector
from .ports.image_engine import ImageEngine, LoadEngine
from .ports.model_library import ModelLibrary


@dataclass(frozen=True, slots=True)
class AskedGeneration:
    """What to draw, with which model, how and where; `device` `None` is the machine's best."""

    model: str
    request: AskedRequest
    plan: AskedPlan
    device: str | None = None


@dataclass(frozen=True, slots=True)
class PreparedEngine:
    """An engine with all that was decided on the way to it."""

    engine: ImageEngine
    request: GenerationRequest
    plan: OptimizationPlan
    model: ModelProfile
    device: Device
    host: Host
    receipt: PlanReceipt


@dataclass(frozen=True, slots=True)
class PrepareEngine:
    """Check the request and the plan, then load the model and prove the plan's load-time part."""

    library: ModelLibrary
    host_inspector: HostInspector
    load_engine: LoadEngine

    def __call__(self, asked: AskedGeneration, new_seed: int, tell: EventSink) -> PreparedEngine:
        """Return a loaded engine; `new_seed` is taken where no seed was asked for.

        Raises:
            InvalidInput: the model, the request or the device cannot be.
            PlanRefused: a rule or a probe of the loaded model objects.
        """
        model = self.library.profile(asked.model)
        host = self.host_inspector.inspect()
        device = choose_device(host, asked.device)
        request = request_for(model, asked.request, new_seed)
        plan = plan_for(device, asked.plan)
        receipt = planned_receipt(Situation(plan, asked.plan, model, host, device, request))
        if receipt.refusals:
            raise PlanRefused(receipt)
        tell(Accepted(asked.request, request, plan, model, device, receipt))
        tell(Progress(Phase.LOADING_MODEL, steps=request.steps, pictures=request.pictures))
        engine = self.load_engine(model, plan, device)
        with ExitStack() as until_handed_over:
            until_handed_over.callback(engine.close)
            receipt = receipt.proven_by(engine.outcomes())
            if receipt.refusals:
                raise PlanRefused(receipt)
            tell(Proven(receipt))
            until_handed_over.pop_all()
        return PreparedEngine(engine, request, plan, model, device, host, receipt)
