import numpy as np
import pytest

from training.shapes.checker import judge
from training.shapes.parsing import parse
from training.shapes.renderer import SIDE, render
from training.shapes.scene import SHAPES, sample_scene
from training.shapes.score import score_pictures

ONE = "a medium red circle in the centre on a yellow background"
TWO = "a large red circle left of a small blue square on a yellow background"


def test_true_pictures_are_judged_right() -> None:
    rng = np.random.default_rng(0)
    scenes = [sample_scene(rng, two_objects=n % 2 == 0, held_out=n % 3 == 0) for n in range(200)]

    counted = score_pictures([render(scene, rng) for scene in scenes], scenes)

    assert counted.all_right >= 0.995


@pytest.mark.parametrize(
    ("drawn", "attribute"),
    [
        ("a medium red circle in the centre on a green background", "background"),
        ("a medium blue circle in the centre on a yellow background", "colour"),
        ("a medium red square in the centre on a yellow background", "shape"),
        ("a medium red circle at the top on a yellow background", "position"),
        ("a large red circle in the centre on a yellow background", "size"),
        ("a small red circle in the centre on a yellow background", "size"),
    ],
)
def test_only_the_attribute_that_differs_is_wrong(drawn: str, attribute: str) -> None:
    judged = judge(render(parse(drawn)), parse(ONE))

    wrong = {name for name, verdicts in judged.verdicts.items() if False in verdicts}
    assert wrong == {attribute}
    assert not judged.all_right


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_every_two_shapes_are_told_apart(size: str) -> None:
    prompt = f"a {size} red {{}} in the centre on a gray background"
    for drawn in SHAPES:
        picture = render(parse(prompt.format(drawn)))

        right = [s for s in SHAPES if judge(picture, parse(prompt.format(s))).shape == (True,)]
        assert right == [drawn]


def test_swapped_objects_are_wrong() -> None:
    swapped = "a large red circle right of a small blue square on a yellow background"

    judged = judge(render(parse(swapped)), parse(TWO))

    assert judged.colour == judged.shape == judged.size == (False, False)


def test_swapped_colours_are_wrong_in_colour_alone() -> None:
    swapped = "a large blue circle left of a small red square on a yellow background"

    judged = judge(render(parse(swapped)), parse(TWO))

    assert judged.colour == (False, False)
    assert judged.shape == judged.size == (True, True)


def test_a_missing_object_makes_the_objects_wrong() -> None:
    judged = judge(render(parse(ONE)), parse(TWO))

    assert judged.shape == (False, False)


def test_what_the_prompt_leaves_open_is_not_judged() -> None:
    judged = judge(render(parse(ONE)), parse("a circle"))

    assert judged.all_right
    assert judged.colour == judged.position == judged.size == (None,)
    assert judged.background is None


def test_the_order_of_unrelated_objects_does_not_matter() -> None:
    scene = parse("a small blue square and a large red circle on a yellow background")

    assert judge(render(parse(TWO)), scene).all_right


def test_a_blank_picture_shows_no_object() -> None:
    blank = np.full((SIDE, SIDE, 3), (246, 226, 138), dtype=np.uint8)

    judged = judge(blank, parse(ONE))

    assert judged.background
    assert judged.colour == judged.shape == judged.position == judged.size == (False,)


def test_noise_is_wrong_in_everything() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)

    verdicts = judge(noise, parse(ONE)).verdicts

    assert all(not any(group) for group in verdicts.values())


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="is not"):
        judge(np.zeros((64, 64, 3), dtype=np.uint8), parse(ONE))
