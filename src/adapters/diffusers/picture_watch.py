"""One picture's way through the pipeline: phases, steps, times, and the place to stop."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...domain.cancellation import Cancellation
from ...domain.progress import Phase, Progress, ProgressSink, Timings


class PictureWatch:
    """Told by the seams what happens; tells progress, measures, and stops when asked to.

    Args:
        steps: the steps asked for; the scheduler's own number replaces it with the first step.
        picture: which picture this is, of `pictures`; the first of those that share the call.
        together: how many share the call.
    """

    def __init__(
        self,
        steps: int,
        picture: int,
        pictures: int,
        tell: ProgressSink,
        cancellation: Cancellation,
        together: int = 1,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._steps = steps
        self._picture = picture
        self._pictures = pictures
        self._tell = tell
        self._cancellation = cancellation
        self._together = together
        self._clock = clock
        self._done = 0
        self._encode_seconds = 0.0
        self._decode_seconds = 0.0
        self._denoising_since = clock()
        self._denoise_seconds = 0.0

    @contextmanager
    def encoding(self) -> Iterator[None]:
        """Around every encoding of a prompt."""
        self._cancellation.stop_here_if_requested()
        self._say(Phase.ENCODING_PROMPT)
        started = self._clock()
        yield
        self._denoising_since = self._clock()
        self._encode_seconds += self._denoising_since - started
        self._cancellation.stop_here_if_requested()

    def before_step(self) -> None:
        """The denoiser has run; its result is about to be used."""
        self._cancellation.stop_here_if_requested()

    def after_step(self, steps: int) -> None:
        """One more of `steps` is done."""
        self._steps = steps
        self._done += 1
        self._denoise_seconds = self._clock() - self._denoising_since
        self._say(Phase.DENOISING)
        self._cancellation.stop_here_if_requested()

    @contextmanager
    def decoding(self) -> Iterator[None]:
        """Around the decoding of the finished latents."""
        self._say(Phase.DECODING)
        started = self._clock()
        yield
        self._decode_seconds += self._clock() - started

    def timings(self) -> Timings:
        """Return where the time went so far."""
        return Timings(
            encode_seconds=self._encode_seconds,
            denoise_seconds=self._denoise_seconds,
            decode_seconds=self._decode_seconds,
            steps=self._done,
        )

    def _say(self, phase: Phase) -> None:
        self._tell(
            Progress(
                phase,
                self._done,
                self._steps,
                self._picture,
                self._pictures,
                self._seconds_left(),
                self._together,
            )
        )

    def _seconds_left(self) -> float | None:
        if not self._done:
            return None
        calls = math.ceil((self._pictures - self._picture) / self._together)
        left = calls * self._steps - self._done
        return self._denoise_seconds / self._done * max(0, left)
