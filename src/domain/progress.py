"""How far a request is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
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
        together: how many pictures share the call, of which `picture` is the first.
        eta_seconds: estimated time left for all pictures, or `None` before the first step.
    """

    phase: Phase
    step: int = 0
    steps: int = 0
    picture: int = 0
    pictures: int = 1
    eta_seconds: float | None = None
    together: int = 1

    @property
    def fraction(self) -> float:
        """The part that is done, over all pictures, 0 to 1; by denoising steps."""
        if self.phase is Phase.LOADING_MODEL or not self.steps:
            return 0.0
        done = self.together * min(1.0, self.step / self.steps)
        return (self.picture + done) / self.pictures


ProgressSink = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time went, in seconds, summed over the pictures.

    Attributes:
        steps: of the scheduler.
        cached_steps: those of them in which a step cache left something out.
    """

    load_seconds: float = 0.0
    encode_seconds: float = 0.0
    denoise_seconds: float = 0.0
    decode_seconds: float = 0.0
    save_seconds: float = 0.0
    steps: int = 0
    cached_steps: int = 0

    def shared_by(self, pictures: int) -> "Timings":
        """Return one picture's part of a call that drew several; all had every step."""
        return replace(
            self,
            encode_seconds=self.encode_seconds / pictures,
            denoise_seconds=self.denoise_seconds / pictures,
            decode_seconds=self.decode_seconds / pictures,
        )
