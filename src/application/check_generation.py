"""From what was asked to a request and a plan that can be, before anything is loaded."""

from dataclasses import dataclass

from ..domain.device_choice import choose_device
from ..domain.host import Device, Host
from ..domain.model import ModelProfile
from ..domain.plan import OptimizationPlan, plan_for
from ..domain.planning import planned_receipt
from ..domain.receipt import PlanReceipt, PlanRefused
from ..domain.request import GenerationRequest
from ..domain.request_for_model import request_for
from ..domain.rules import Situation
from .asked_generation import AskedGeneration
from .ports.host_inspector import HostInspector
from .ports.model_library import ModelLibrary


@dataclass(frozen=True, slots=True)
class CheckedGeneration:
    """A complete request and plan that hold for a model on a device; `receipt` is PLANNED."""

    asked: AskedGeneration
    request: GenerationRequest
    plan: OptimizationPlan
    model: ModelProfile
    device: Device
    host: Host
    receipt: PlanReceipt


@dataclass(frozen=True, slots=True)
class CheckGeneration:
    """Read the model's profile, look at the machine, and ask every rule."""

    library: ModelLibrary
    host_inspector: HostInspector

    def __call__(self, asked: AskedGeneration, new_seed: int) -> CheckedGeneration:
        """Complete what was asked; `new_seed` is taken where no seed was asked for.

        Raises:
            InvalidInput: the model, the request or the device cannot be.
            HubUnreachable: the model is not here and the hub does not answer.
            PlanRefused: rules object; the receipt holds every reason.
        """
        model = self.library.profile(asked.model)
        host = self.host_inspector.inspect()
        device = choose_device(host, asked.device)
        request = request_for(model, asked.request, new_seed)
        plan = plan_for(device, asked.plan)
        receipt = planned_receipt(Situation(plan, asked.plan, model, host, device, request))
        if receipt.refusals:
            raise PlanRefused(receipt)
        return CheckedGeneration(asked, request, plan, model, device, host, receipt)
