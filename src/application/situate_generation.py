"""From what was asked to all that the rules look at, before anything is loaded."""

from dataclasses import dataclass

from ..domain.device_choice import choose_device
from ..domain.plan import plan_for
from ..domain.request_for_model import request_for
from ..domain.rules import Situation
from .asked_generation import AskedGeneration
from .ports.host_inspector import HostInspector
from .ports.model_library import ModelLibrary


@dataclass(frozen=True, slots=True)
class SituateGeneration:
    """Read the model's profile, look at the machine, complete the request and the plan."""

    library: ModelLibrary
    host_inspector: HostInspector

    def __call__(self, asked: AskedGeneration, new_seed: int) -> Situation:
        """Complete what was asked; `new_seed` is taken where no seed was asked for.

        Raises:
            InvalidInput: the model, the request or the device cannot be.
            HubUnreachable: the model is not here and the hub does not answer.
        """
        model = self.library.profile(asked.model, asked.revision)
        host = self.host_inspector.inspect()
        device = choose_device(host, asked.device)
        request = request_for(model, asked.request, new_seed)
        plan = plan_for(device, asked.plan)
        return Situation(plan, asked.plan, model, host, device, request)
