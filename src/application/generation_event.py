"""What a use case tells while it works."""

from collections.abc import Callable
from dataclasses import dataclass

from ..domain.host import Device
from ..domain.model import ModelProfile
from ..domain.picture import StoredPicture
from ..domain.plan import OptimizationPlan
from ..domain.progress import Progress
from ..domain.receipt import PlanReceipt
from ..domain.request import AskedRequest, GenerationRequest


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request and the plan hold for this model and device; loading begins."""

    asked: AskedRequest
    request: GenerationRequest
    plan: OptimizationPlan
    model: ModelProfile
    device: Device
    receipt: PlanReceipt


@dataclass(frozen=True, slots=True)
class Proven:
    """The model is loaded, and a probe has seen what is in force."""

    receipt: PlanReceipt


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture is safely in its place."""

    stored: StoredPicture


@dataclass(frozen=True, slots=True)
class Remarked:
    """A library said something that the person should know."""

    message: str


GenerationEvent = Accepted | Proven | Progress | Kept | Remarked

EventSink = Callable[[GenerationEvent], None]
