"""All that a rule may look at."""

from dataclasses import dataclass

from ..asked_plan import AskedPlan
from ..host import Device, Host
from ..model import ModelProfile
from ..plan import OptimizationPlan
from ..request import GenerationRequest


@dataclass(frozen=True, slots=True)
class Situation:
    """A complete plan and what was asked for, the model, the machine and the request."""

    plan: OptimizationPlan
    asked: AskedPlan
    model: ModelProfile
    host: Host
    device: Device
    request: GenerationRequest
