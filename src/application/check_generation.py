"""From what was asked to a request and a plan that can be, before anything is loaded."""

from dataclasses import dataclass

from ..domain.host import Device, Host
from ..domain.model import ModelProfile
from ..domain.nearest_plan import nearest_plan
from ..domain.on_refusal import OnRefusal
from ..domain.plan import OptimizationPlan
from ..domain.planning import degraded_receipt, planned_receipt
from ..domain.receipt import PlanReceipt, PlanRefused
from ..domain.request import GenerationRequest
from .asked_generation import AskedGeneration
from .situate_generation import SituateGeneration


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
    """Complete what was asked, ask every rule, and refuse what cannot be, or do with less.

    Where the nearest plan without refusal is taken instead, the receipt tells of each change.
    """

    situate: SituateGeneration

    def __call__(self, asked: AskedGeneration, new_seed: int) -> CheckedGeneration:
        """Return the checked request; `new_seed` is taken where no seed was asked for.

        Raises:
            InvalidInput: the model, the request or the device cannot be.
            HubUnreachable: the model is not here and the hub does not answer.
            PlanRefused: rules object; the receipt holds every reason.
        """
        situation = self.situate(asked, new_seed)
        receipt = planned_receipt(situation)
        if receipt.refusals and asked.on_refusal is OnRefusal.DEGRADE:
            situation = nearest_plan(situation)
            receipt = degraded_receipt(receipt, situation)
        if receipt.refusals:
            raise PlanRefused(receipt)
        return CheckedGeneration(
            asked,
            situation.request,
            situation.plan,
            situation.model,
            situation.device,
            situation.host,
            receipt,
        )
