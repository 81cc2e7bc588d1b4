"""Where in its steps a picture is, for caches that go by the timestep."""

from typing import Any


class StepClock:
    """Goes with the present picture's scheduler, one tick a step."""

    def __init__(self) -> None:
        self._scheduler: Any = None
        self._done = 0
        self._timestep: float | None = None

    @property
    def scheduler(self) -> Any:
        """The present picture's own scheduler."""
        return self._scheduler

    @property
    def done(self) -> int:
        """How many steps of the present picture are done."""
        return self._done

    def begin(self, scheduler: Any) -> None:
        """A picture begins, with a scheduler of its own."""
        self._scheduler = scheduler
        self._done = 0
        self._timestep = None

    def tick(self) -> None:
        """One more step is done."""
        self._done += 1
        self._timestep = None

    def timestep(self) -> float:
        """Return the timestep that the denoiser is called with, about 1000 down to 0.

        Read once a step, since on a GPU reading waits for the device.
        """
        if self._timestep is None:
            timesteps = self._scheduler.timesteps
            self._timestep = float(timesteps[min(self._done, len(timesteps) - 1)])
        return self._timestep
