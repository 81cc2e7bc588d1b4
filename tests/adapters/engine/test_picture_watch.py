"""Times and progress to the second, by a clock that the test moves."""

import pytest

from diffgentor.adapters.diffusers.picture_watch import PictureWatch
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.progress import Phase, Progress, Timings


class Drawn:
    """One picture of several, drawn by moving the clock."""

    def __init__(self, picture: int = 0, pictures: int = 1, steps: int = 4) -> None:
        self.now, self.told = 100.0, list[Progress]()
        self.watch = PictureWatch(
            steps, picture, pictures, self.told.append, Cancellation(), clock=lambda: self.now
        )

    def encode(self, seconds: float) -> None:
        with self.watch.encoding():
            self.now += seconds

    def step(self, seconds: float, steps: int = 4) -> Progress:
        self.now += seconds
        self.watch.before_step()
        self.watch.after_step(steps)
        return self.told[-1]

    def decode(self, seconds: float) -> Progress:
        with self.watch.decoding():
            self.now += seconds
        return self.told[-1]


def test_nothing_is_estimated_before_the_first_step() -> None:
    drawn = Drawn()

    drawn.encode(2.0)

    assert drawn.told == [Progress(Phase.ENCODING_PROMPT, 0, 4, 0, 1, None)]
    assert drawn.told[0].fraction == 0.0


@pytest.mark.parametrize(
    ("picture", "left"),
    [
        (0, [16.5, 15.0, 13.5, 12.0]),  # 12 steps in all, each 1.5 seconds
        (1, [10.5, 9.0, 7.5, 6.0]),
        (2, [4.5, 3.0, 1.5, 0.0]),
    ],
)
def test_the_time_left_is_that_of_the_steps_of_all_pictures_to_come(
    picture: int, left: list[float]
) -> None:
    drawn = Drawn(picture, pictures=3)
    drawn.encode(2.0)

    told = [drawn.step(1.5) for _ in range(4)]

    assert [progress.eta_seconds for progress in told] == left
    assert [progress.step for progress in told] == [1, 2, 3, 4]


def test_the_estimate_is_the_mean_of_the_steps_so_far() -> None:
    drawn = Drawn()
    drawn.encode(2.0)

    assert [drawn.step(seconds).eta_seconds for seconds in (4.0, 2.0, 3.0)] == [12.0, 6.0, 3.0]


def test_a_second_encoding_does_not_count_as_denoising() -> None:
    drawn = Drawn()
    drawn.encode(2.0)
    drawn.encode(5.0)  # the negative prompt's

    assert drawn.step(1.0).eta_seconds == 3.0
    assert drawn.watch.timings() == Timings(encode_seconds=7.0, denoise_seconds=1.0, steps=1)


@pytest.mark.parametrize("picture", [0, 1, 2])
def test_the_fraction_goes_from_the_pictures_before_to_this_one_done(picture: int) -> None:
    drawn = Drawn(picture, pictures=3)

    drawn.encode(1.0)
    fractions = [drawn.told[-1].fraction] + [drawn.step(1.0).fraction for _ in range(4)]
    fractions.append(drawn.decode(1.0).fraction)

    quarters = [0, 1, 2, 3, 4, 4]
    assert fractions == pytest.approx([(picture + part / 4) / 3 for part in quarters])
    assert fractions[-1] <= 1.0


def test_a_scheduler_that_takes_more_steps_than_asked_never_passes_the_end() -> None:
    drawn = Drawn(steps=4)

    told = [drawn.step(1.0, steps=5) for _ in range(6)]

    assert [progress.steps for progress in told] == [5] * 6
    assert [progress.fraction for progress in told] == [0.2, 0.4, 0.6, 0.8, 1.0, 1.0]
    assert [progress.eta_seconds for progress in told] == [4.0, 3.0, 2.0, 1.0, 0.0, 0.0]


def test_the_time_is_told_apart_by_what_it_was_spent_on() -> None:
    drawn = Drawn()
    drawn.encode(2.0)
    for _ in range(4):
        drawn.step(1.5)
    drawn.decode(0.25)
    drawn.decode(0.25)  # a wide picture's second try

    assert drawn.watch.timings() == Timings(
        encode_seconds=2.0, denoise_seconds=6.0, decode_seconds=0.5, steps=4
    )
