"""Say what would become of a plan, without weights and without the device."""

from dataclasses import dataclass

from ..domain.memory_estimate import MemoryEstimate, estimate_memory
from ..domain.model import ModelProfile
from ..domain.nearest_plan import nearest_plan
from ..domain.on_refusal import OnRefusal
from ..domain.planning import degraded_receipt, planned_receipt
from ..domain.receipt import PlanReceipt
from ..domain.rules import Situation
from .asked_generation import AskedGeneration
from .ports.weight_counter import WeightCounter
from .situate_generation import SituateGeneration


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was looked at, an outcome for each optimization, and what would work.

    Attributes:
        suggested: the nearest situation with no refusal; equal to `situation` where there is none.
        memory: what the suggested plan needs.
    """

    situation: Situation
    receipt: PlanReceipt
    suggested: Situation
    memory: MemoryEstimate


@dataclass(frozen=True, slots=True)
class ExplainPlan:
    """Ask every rule about a plan, find the nearest one without refusal, estimate its memory."""

    situate: SituateGeneration
    weigh: WeightCounter

    def __call__(self, asked: AskedGeneration) -> Explanation:
        """Explain what was asked; nothing is loaded.

        Raises:
            InvalidInput: the model, the request or the device cannot be.
            HubUnreachable: the model is not here and the hub does not answer.
            MissingDependency: a class of the model needs a package that is absent.
        """
        situation = self.situate(asked, new_seed=0)
        suggested = nearest_plan(situation)
        receipt = planned_receipt(situation)
        if receipt.refusals and asked.on_refusal is OnRefusal.DEGRADE:
            receipt = degraded_receipt(receipt, suggested)
        return Explanation(
            situation,
            receipt,
            suggested,
            estimate_memory(self._weighed(suggested.model), suggested.plan, suggested.request),
        )

    def _weighed(self, model: ModelProfile) -> ModelProfile:
        """Count only where no file told: the model's classes take seconds to import."""
        return self.weigh.count(model) if model.needs_counting else model
