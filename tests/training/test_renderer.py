import numpy as np
import pytest

from training.shapes.renderer import SIDE, lay_out, render, render_batch
from training.shapes.scene import Scene, SceneObject, sample_scene

RED_CIRCLE = Scene((SceneObject("circle", "red", "large", "centre"),), "yellow")


def test_a_picture_is_a_square_of_bytes() -> None:
    picture = render(RED_CIRCLE)

    assert picture.shape == (SIDE, SIDE, 3)
    assert picture.dtype == np.uint8


def test_the_same_scene_without_chance_gives_the_same_picture() -> None:
    assert np.array_equal(render(RED_CIRCLE), render(RED_CIRCLE))


def test_chance_moves_objects_slightly() -> None:
    rng = np.random.default_rng(0)

    first, second = render_batch([RED_CIRCLE, RED_CIRCLE], rng)

    assert not np.array_equal(first, second)


def test_objects_never_leave_the_picture_by_more_than_a_pixel() -> None:
    rng = np.random.default_rng(1)
    for number in range(300):
        scene = sample_scene(rng, two_objects=bool(number % 2), held_out=False)
        for spot in lay_out(scene, rng):
            assert spot.radius - 1 <= min(spot.x, spot.y)
            assert max(spot.x, spot.y) <= SIDE + 1 - spot.radius


@pytest.mark.parametrize(
    "scene",
    [
        Scene((SceneObject("circle", "red", "large", "centre"),)),
        Scene((SceneObject("circle", None, "large", "centre"),), "yellow"),
        Scene((SceneObject("circle", "red", None, "centre"),), "yellow"),
        Scene((SceneObject("circle", "red", "large"),), "yellow"),
        Scene(
            (SceneObject("circle", "red", "large"), SceneObject("ring", "blue", "large")), "pink"
        ),
    ],
)
def test_an_incomplete_scene_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match=r"scene to render|relation"):
        render(scene)


def test_held_out_scenes_and_training_scenes_never_mix() -> None:
    rng = np.random.default_rng(2)
    for held_out in (True, False):
        drawn = [sample_scene(rng, two_objects=n % 2 == 0, held_out=held_out) for n in range(200)]

        assert {scene.is_held_out for scene in drawn} == {held_out}


@pytest.mark.parametrize(("shape", "colour"), [("blob", "red"), ("circle", "mauve")])
def test_unknown_contents_are_refused(shape: str, colour: str) -> None:
    with pytest.raises(ValueError, match="is none of"):
        SceneObject(shape, colour)
