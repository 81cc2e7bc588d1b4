"""Progress as lines, for logs and pipes."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

from ...application.generation_event import (
    Accepted,
    EventSink,
    GenerationEvent,
    Kept,
    Remarked,
)
from ...domain.progress import Phase, Progress
from .amount_text import counted, memory, time_left

QUARTERS = 4
SILENT_SECONDS = 2.0
"""Quarters of a picture that follow each other faster than this are not worth a line."""


class PlainProgress:
    """Writes a line when loading begins, a picture begins or ends, and at its quarters."""

    def __init__(
        self, stderr: TextIO, inner: EventSink, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stderr = stderr
        self._inner = inner
        self._clock = clock
        self._told_at = clock()
        self._picture = -1
        self._quarter = 0

    def __enter__(self) -> "PlainProgress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """There is nothing to close."""

    def __call__(self, event: GenerationEvent) -> None:
        """Write what is worth a line, and hand the event on."""
        match event:
            case Accepted():
                self._say(loading_line(event))
            case Progress(phase=Phase.LOADING_MODEL):
                pass
            case Progress():
                self._progress(event)
            case Remarked(message=message):
                self._say(f"note: {message}")
            case Kept(stored=stored):
                self._say(f"picture {stored.index + 1} kept")
            case _:
                pass
        self._inner(event)

    def _progress(self, now: Progress) -> None:
        picture = f"picture {now.picture + 1} of {now.pictures}"
        if now.picture != self._picture:
            self._picture, self._quarter = now.picture, 0
            self._say(f"{picture}: {counted(now.steps, 'step')}")
            return
        quarter = QUARTERS * now.step // now.steps if now.steps else 0
        is_inside = now.phase is Phase.DENOISING and now.step < now.steps
        if (
            is_inside
            and quarter > self._quarter
            and self._clock() - self._told_at > SILENT_SECONDS
        ):
            left = "" if now.eta_seconds is None else f", {time_left(now.eta_seconds)}"
            self._quarter = quarter
            self._say(f"{picture}: step {now.step} of {now.steps}{left}")

    def _say(self, line: str) -> None:
        self._told_at = self._clock()
        print(line, file=self._stderr, flush=True)


def loading_line(accepted: Accepted) -> str:
    """Return which model is loaded onto which device."""
    model = accepted.model
    return f"loading {model.name} ({memory(model.weight_bytes)}) on {accepted.device.label}"
