"""What was counted of the denoiser while a picture was drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """Runs of one kind of parts, such as blocks, against what it would be without a cache.

    Attributes:
        unit: what was counted, in the plural.
        number: how many of them the denoiser has.
        runs_per_step: how often any of them ran in each of the scheduler's steps.
        expected: runs of the whole picture without a cache.
    """

    unit: str
    number: int
    runs_per_step: tuple[int, ...]
    expected: int

    @property
    def runs(self) -> int:
        """Runs of the whole picture."""
        return sum(self.runs_per_step)

    @property
    def skipped(self) -> int:
        """Runs that were saved."""
        return self.expected - self.runs

    @property
    def steps_with_skips(self) -> int:
        """Steps in which fewer ran than in the fullest step."""
        most = max(self.runs_per_step, default=0)
        return sum(runs < most for runs in self.runs_per_step)

    def __str__(self) -> str:
        return (
            f"{self.skipped} of {self.expected} runs of {self.unit} skipped, in "
            f"{self.steps_with_skips} of {len(self.runs_per_step)} steps"
        )


@dataclass(frozen=True, slots=True)
class DenoiserCounts:
    """Calls of the denoiser; with a step cache also the runs of its parts."""

    calls: int
    units: tuple[UnitCounts, ...] = ()

    @property
    def cached_steps(self) -> int:
        """Steps in which a step cache left something out."""
        return 0 if self.skipped is None else self.skipped.steps_with_skips

    @property
    def skipped(self) -> UnitCounts | None:
        """The parts of which most was skipped, or `None` where nothing was."""
        fullest = max(self.units, key=lambda one: one.skipped / max(one.expected, 1), default=None)
        return fullest if fullest is not None and fullest.skipped else None
