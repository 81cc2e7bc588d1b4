import io
import time
from dataclasses import replace

from rich.console import Console

from diffgentor.application.generation_event import Accepted, Kept, Proven, Remarked
from diffgentor.domain.picture import PictureFormat, StoredPicture
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.receipt import PlanReceipt
from diffgentor.domain.size import ImageSize
from diffgentor.entrypoints.cli.live_progress import LiveProgress
from diffgentor.entrypoints.cli.path_lines import PathLines
from tests.fakes.builders import a_device, a_plan, a_profile, a_request, an_asked_request

STORED = StoredPicture("out/a.png", PictureFormat.PNG, ImageSize(32, 16), 0, 7, 100, "00" * 32)
ACCEPTED = Accepted(
    an_asked_request(), a_request(), a_plan(), a_profile(), a_device(), PlanReceipt((), "0" * 16)
)


class Screen(io.StringIO):
    """A text stream that is a terminal, or is none."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def a_terminal() -> tuple[Screen, Console]:
    screen = Screen(is_terminal=True)
    return screen, Console(
        file=screen, force_terminal=True, width=100, highlight=False, _environ={"TERM": "xterm"}
    )


def test_a_line_shows_phase_step_picture_and_time_left() -> None:
    screen, console = a_terminal()
    with LiveProgress(console, PathLines(Screen(is_terminal=False))) as live:
        live(ACCEPTED)
        live(Progress(Phase.LOADING_MODEL, steps=8))
        live(Progress(Phase.DENOISING, 5, 8, 1, 3, 70.0))

    shown = screen.getvalue()
    assert "denoising" in shown
    assert "step 5 of 8  picture 2 of 3" in shown
    assert "1 min 10 s left" in shown


def test_while_a_hub_model_is_loaded_the_line_stands_still() -> None:
    screen, console = a_terminal()
    with LiveProgress(console, PathLines(Screen(is_terminal=False))) as live:
        live(replace(ACCEPTED, model=a_profile(revision="0123abcd")))
        shown = screen.getvalue()
        time.sleep(0.3)

        assert screen.getvalue() == shown
        assert "loading shapes (10 MB) on cpu\n" in shown

        live(Proven(PlanReceipt((), "0" * 16)))
        live(Progress(Phase.DENOISING, 5, 8))

    assert "step 5 of 8" in screen.getvalue()


def test_a_piped_standard_output_gets_the_path_itself() -> None:
    screen, console = a_terminal()
    stdout = Screen(is_terminal=False)
    with LiveProgress(console, PathLines(stdout)) as live:
        live(Kept(STORED))

    assert stdout.getvalue() == "out/a.png\n"
    assert "out/a.png" not in screen.getvalue()


def test_on_one_terminal_paths_and_notes_stand_above_the_line() -> None:
    screen, console = a_terminal()
    stdout = Screen(is_terminal=True)
    with LiveProgress(console, PathLines(stdout)) as live:
        live(Kept(STORED))
        live(Remarked("[brackets] stay"))

    assert "out/a.png" in screen.getvalue()
    assert "note: [brackets] stay" in screen.getvalue()
    assert stdout.getvalue() == ""
