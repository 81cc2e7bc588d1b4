"""A request to stop, seen by whoever draws."""

import threading

from .errors import GenerationCancelled


class Cancellation:
    """Set once from any thread or signal handler; looked at between two steps."""

    def __init__(self) -> None:
        self._requested = threading.Event()

    def request(self) -> None:
        """Ask to stop; asking again changes nothing."""
        self._requested.set()

    @property
    def is_requested(self) -> bool:
        """Whether somebody asked to stop."""
        return self._requested.is_set()

    def stop_here_if_requested(self) -> None:
        """Break off at this point if somebody asked to stop.

        Raises:
            GenerationCancelled: somebody did.
        """
        if self.is_requested:
            raise GenerationCancelled("Stopped as asked; pictures finished before are kept.")
