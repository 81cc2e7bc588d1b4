"""Who draws."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

from ...domain.cancellation import Cancellation
from ...domain.denoiser_counts import DenoiserCounts
from ...domain.host import Device
from ...domain.model import ModelProfile
from ...domain.picture import Picture
from ...domain.plan import OptimizationPlan
from ...domain.progress import ProgressSink, Timings
from ...domain.receipt import Outcome
from ...domain.request import GenerationRequest


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture with what drawing it was like.

    Attributes:
        outcomes: what became of the plan's techniques while this picture was drawn.
        warnings: what the libraries remarked, such as a prompt cut short.
        counts: what was counted of the denoiser, or `None` where nobody counted.
        together: how many pictures shared the call.
        position: which of them this is, from 0.
    """

    picture: Picture
    outcomes: tuple[Outcome, ...]
    timings: Timings
    warnings: tuple[str, ...] = ()
    counts: DenoiserCounts | None = None
    together: int = 1
    position: int = 0


class ImageEngine(Protocol):
    """A loaded model that draws; owns its device while it does."""

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what a probe of the loaded model saw of each load-time technique."""
        ...

    def draw(
        self,
        request: GenerationRequest,
        plan: OptimizationPlan,
        progress: ProgressSink,
        cancellation: Cancellation,
    ) -> Generator[Drawing, None, None]:
        """Draw the request's pictures in their order, each with its own randomness.

        As many share a call as the plan allows; nobody else's do.

        The engine is as before when the iterator ends, is closed, or raises.

        Raises:
            GenerationCancelled: within one step of the request to stop.
            EngineFailed: drawing broke off; the engine can draw the next request.
        """
        ...

    def close(self) -> None:
        """Give the device's memory back."""
        ...


LoadEngine = Callable[[ModelProfile, OptimizationPlan, Device], ImageEngine]
"""Loads a model with the load-time part of a plan in force.

Raises ModelUnreadable, HubUnreachable, MissingDependency or OutOfMemory.
"""
