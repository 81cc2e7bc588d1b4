"""Progress on a terminal: a line that moves."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from ...application.generation_event import Accepted, GenerationEvent, Kept, Proven, Remarked
from ...domain.progress import Phase, Progress
from .amount_text import time_left
from .path_lines import PathLines
from .plain_progress import loading_line


def terminal() -> Console:
    """Return the standard error stream as a terminal."""
    return Console(stderr=True)


class TimeLeft(ProgressColumn):
    """Counts down between two estimates."""

    def render(self, task: Task) -> Text:
        """Return the time left, or nothing before there is an estimate."""
        done_at: float | None = task.fields["done_at"]
        if done_at is None:
            return Text("")
        return Text(time_left(done_at - time.monotonic()), style="cyan")


class LiveProgress:
    """Shows phase, step, picture and time left on one line; paths and notes go above it.

    While a hub model is loaded the line stands still: the hub library may draw bars of its own.
    """

    def __init__(self, console: Console, paths: PathLines) -> None:
        self._console = console
        self._paths = paths
        self._bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]}"),
            TimeLeft(),
            console=console,
            transient=True,
            redirect_stdout=False,
        )
        self._task: TaskID = self._bar.add_task("starting", total=None, count="", done_at=None)

    def __enter__(self) -> "LiveProgress":
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, event: GenerationEvent) -> None:
        """Show what happened."""
        match event:
            case Accepted(model=model):
                self._bar.update(self._task, description=loading_line(event))
                if model.revision is not None:
                    self._bar.stop()
                    self._print(loading_line(event))
            case Proven():
                self._bar.start()
            case Progress(phase=Phase.LOADING_MODEL):
                pass
            case Progress():
                self._progress(event)
            case Remarked(message=message):
                self._print(f"note: {message}")
            case Kept(stored=stored) if self._paths.is_terminal:
                self._print(stored.location)
            case _:
                self._paths(event)

    def _progress(self, now: Progress) -> None:
        pictures = f"  picture {now.picture + 1} of {now.pictures}" if now.pictures > 1 else ""
        left = now.eta_seconds
        self._bar.update(
            self._task,
            description=str(now.phase),
            total=now.pictures * now.steps,
            completed=now.picture * now.steps + now.step,
            count=f"step {now.step} of {now.steps}{pictures}",
            done_at=None if left is None else time.monotonic() + left,
        )

    def _print(self, line: str) -> None:
        self._console.print(line, soft_wrap=True, markup=False, highlight=False)
