"""What Ctrl-C and SIGTERM do while a picture is drawn."""

import os
import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from ...application.generation_event import EventSink, GenerationEvent, Proven
from ...domain.cancellation import Cancellation

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STDERR = 2
STOPPING = "stopping as soon as possible; press again to stop at once"


def say_at_once(line: str) -> None:
    """Write to the standard error stream past its buffer, which a signal may have interrupted."""
    fresh_line = "\n" if os.isatty(STDERR) else ""
    os.write(STDERR, f"{fresh_line}{line}\n".encode())


class Interruption:
    """While open, the first signal asks to stop and the second stops at once.

    Before a drawing begins there are no steps at which to stop, so the first signal stops at
    once as well. Stopping at once is a `KeyboardInterrupt`.
    """

    def __init__(self, say: Callable[[str], None] = say_at_once) -> None:
        self.cancellation = Cancellation()
        self._say = say
        self._is_drawing = False
        self._handlers_before: dict[signal.Signals, Any] = {}

    def watching(self, inner: EventSink) -> EventSink:
        """Return a sink that learns from the events when the drawing begins."""

        def tell(event: GenerationEvent) -> None:
            if isinstance(event, Proven):
                self._is_drawing = True
            inner(event)

        return tell

    def __enter__(self) -> "Interruption":
        for number in SIGNALS:
            self._handlers_before[number] = signal.signal(number, self._handle)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if not self._is_drawing or self.cancellation.is_requested:
            raise KeyboardInterrupt
        self.cancellation.request()
        self._say(STOPPING)
