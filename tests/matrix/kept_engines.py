"""Loading that keeps an engine: plans that differ in what a request can switch share it.

That saves time, and shows what one cell leaves for the next.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace

import torch

from diffgentor.application.ports.image_engine import Drawing, ImageEngine, LoadEngine
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import OptimizationPlan
from diffgentor.domain.progress import ProgressSink
from diffgentor.domain.receipt import Outcome
from diffgentor.domain.request import GenerationRequest
from diffgentor.domain.step_cache import NoCache


@dataclass(frozen=True, slots=True)
class KeptEngine:
    """An engine that stays open for others."""

    engine: ImageEngine

    def outcomes(self) -> tuple[Outcome, ...]:
        return self.engine.outcomes()

    def draw(
        self,
        request: GenerationRequest,
        plan: OptimizationPlan,
        progress: ProgressSink,
        cancellation: Cancellation,
    ) -> Generator[Drawing, None, None]:
        return self.engine.draw(request, plan, progress, cancellation)

    def close(self) -> None:
        """Nothing: the next cell may want it."""


class LastEngine:
    """Plays `LoadEngine`: keeps the engine that was loaded last, for plans that it will do for."""

    def __init__(self, load: LoadEngine) -> None:
        self._load = load
        self._kept: tuple[ModelProfile, OptimizationPlan, KeptEngine] | None = None

    def __call__(self, model: ModelProfile, plan: OptimizationPlan, device: Device) -> KeptEngine:
        wanted = load_time_part(plan)
        if self._kept is None or self._kept[:2] != (model, wanted):
            self._kept = None
            # What was compiled for it counts against the limit of variants of a function.
            torch._dynamo.reset()
            self._kept = (model, wanted, KeptEngine(self._load(model, plan, device)))
        return self._kept[2]


def load_time_part(plan: OptimizationPlan) -> OptimizationPlan:
    """Return the plan with all off that a request can switch."""
    return replace(plan, vae_slicing=False, vae_tiling=False, cache=NoCache(), batch_size=1)
