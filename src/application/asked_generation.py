"""What somebody asks for."""

from dataclasses import dataclass

from ..domain.asked_plan import AskedPlan
from ..domain.on_refusal import OnRefusal
from ..domain.request import AskedRequest


@dataclass(frozen=True, slots=True)
class AskedGeneration:
    """What to draw, with which model, how and where.

    Attributes:
        device: `None` is the machine's best.
        revision: the hub's commit, or `None` for its newest.
        on_refusal: whether a refused optimization stops the run or is left out and told.
    """

    model: str
    request: AskedRequest
    plan: AskedPlan
    device: str | None = None
    revision: str | None = None
    on_refusal: OnRefusal = OnRefusal.ERROR
