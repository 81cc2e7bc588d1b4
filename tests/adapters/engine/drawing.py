"""Asking an engine for pictures, in one line."""

from collections.abc import Callable
from typing import Any

from diffgentor.adapters.diffusers.engine import DiffusersEngine
from diffgentor.application.ports.image_engine import Drawing
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.domain.progress import Progress
from diffgentor.domain.receipt import Outcome
from diffgentor.domain.request import AskedRequest, GenerationRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.technique import Technique
from tests.adapters.engine.conftest import CPU

PROMPT = "a photo of a red fox"


def a_request_for(model: ModelProfile, **changes: Any) -> GenerationRequest:
    """One picture of 64 x 64 pixels in 3 steps with seed 5."""
    asked: dict[str, Any] = {
        "prompt": PROMPT,
        "width": 64,
        "height": 64,
        "steps": 3,
        "seed": 5,
    } | changes
    return request_for(model, AskedRequest(**asked), seed=0)


def draw(
    engine: DiffusersEngine,
    request: GenerationRequest,
    asked: AskedPlan | None = None,
    tell: Callable[[Progress], None] = lambda progress: None,
    cancellation: Cancellation | None = None,
) -> list[Drawing]:
    """All pictures of a request."""
    plan = plan_for(CPU, asked or AskedPlan())
    return list(engine.draw(request, plan, tell, cancellation or Cancellation()))


def pixels(drawings: list[Drawing]) -> list[bytes]:
    """The pictures' bytes."""
    return [drawing.picture.pixels for drawing in drawings]


def cache_outcome_of(drawing: Drawing) -> Outcome:
    """What became of the step cache in one picture."""
    [found] = [one for one in drawing.outcomes if one.optimization == Technique.CACHE]
    return found
