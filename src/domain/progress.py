"""How far a request is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What is being done now, in the order in which it happens."""

    LOADING_MODEL = "loading model"
    ENCODING_PROMPT = "encoding prompt"
    DENOISING = "denoising"
    DECODING = "decoding"
    SAVING = "saving"


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a request.

    Attributes:
        step: denoising steps done of this picture, 0 to `steps`.
        picture: the picture being drawn, from 0; those before it are finished.
        eta_seconds: estimated time left for all pictures, or `None` before the first step.
    """

    phase: Phase
    step: int = 0
    steps: int = 0
    picture: int = 0
    pictures: int = 1
    eta_seconds: float | None = None

    @property
    def fraction(self) -> float:
        """The part that is done, over all pictures, 0 to 1; by denoising steps."""
        if self.phase is Phase.LOADING_MODEL or not self.steps:
            return 0.0
        return (self.picture + min(1.0, self.step / self.steps)) / self.pictures


ProgressSink = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time went, in seconds, summed over the pictures."""

    load_seconds: float = 0.0
    encode_seconds: float = 0.0
    denoise_seconds: float = 0.0
    decode_seconds: float = 0.0
    save_seconds: float = 0.0
    steps: int = 0
