"""What a step cache is put upon."""

from dataclasses import dataclass
from typing import Any

from .step_clock import StepClock


@dataclass(frozen=True, slots=True)
class CacheTarget:
    """A loaded pipeline about to draw.

    Attributes:
        pipeline: the loaded one; its class is the engine's own, so that a library may patch it.
        denoiser: its transformer or UNet, shared by all requests.
        clock: tells where in its steps the present picture is.
        steps: of the request.
        guides_separately: whether this request calls the denoiser twice a step.
        mag_ratios: the model's own, for MagCache.
    """

    pipeline: Any
    denoiser: Any
    clock: StepClock
    steps: int
    guides_separately: bool
    mag_ratios: tuple[float, ...]
