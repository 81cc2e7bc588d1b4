import io

from diffgentor.application.generation_event import GenerationEvent
from diffgentor.domain.progress import Phase, Progress
from diffgentor.entrypoints.cli.plain_progress import PlainProgress


class Clock:
    """Moves as far as it is told to at each look."""

    def __init__(self, seconds_a_look: float) -> None:
        self.now = 0.0
        self.seconds_a_look = seconds_a_look

    def __call__(self) -> float:
        self.now += self.seconds_a_look
        return self.now


def nobody(event: GenerationEvent) -> None:
    """Listens to nothing."""


def lines_of(seconds_a_look: float, pictures: int = 1) -> list[str]:
    """What is written of pictures of 100 steps each."""
    written = io.StringIO()
    progress = PlainProgress(written, nobody, Clock(seconds_a_look))
    for picture in range(pictures):
        progress(Progress(Phase.ENCODING_PROMPT, 0, 100, picture, pictures))
        for step in range(1, 101):
            left = float(100 - step)
            progress(Progress(Phase.DENOISING, step, 100, picture, pictures, left))
        progress(Progress(Phase.DECODING, 100, 100, picture, pictures))
    return written.getvalue().splitlines()


def test_a_slow_picture_tells_its_quarters() -> None:
    assert lines_of(seconds_a_look=3) == [
        "picture 1 of 1: 100 steps",
        "picture 1 of 1: step 25 of 100, 1 min 15 s left",
        "picture 1 of 1: step 50 of 100, 50 s left",
        "picture 1 of 1: step 75 of 100, 25 s left",
    ]


def test_fast_pictures_take_a_line_each() -> None:
    assert lines_of(seconds_a_look=0, pictures=3) == [
        "picture 1 of 3: 100 steps",
        "picture 2 of 3: 100 steps",
        "picture 3 of 3: 100 steps",
    ]


def test_one_step_is_not_called_steps() -> None:
    written = io.StringIO()

    PlainProgress(written, nobody)(Progress(Phase.ENCODING_PROMPT, 0, 1))

    assert written.getvalue() == "picture 1 of 1: 1 step\n"


def test_a_pipe_gets_lines_without_control_characters() -> None:
    text = "\n".join(lines_of(seconds_a_look=3, pictures=2))

    assert "\x1b" not in text
    assert "\r" not in text
