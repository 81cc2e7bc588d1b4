import numpy as np
import pytest

from training.shapes.captions import LONGEST, caption, forget
from training.shapes.parsing import parse
from training.shapes.scene import Scene, SceneObject, presumed, sample_scene
from training.shapes.word import vocabulary


def test_a_caption_read_back_is_its_scene() -> None:
    rng = np.random.default_rng(0)
    for number in range(2000):
        scene = sample_scene(rng, two_objects=number % 2 == 0, held_out=number % 3 == 0)
        if number % 5 == 0:
            scene = forget(scene, rng, 0.4)

        assert parse(caption(scene, rng)) == scene


def test_only_what_silence_means_is_left_unsaid() -> None:
    rng = np.random.default_rng(2)
    for number in range(500):
        scene = sample_scene(rng, two_objects=number % 2 == 0, held_out=False)

        filled = presumed(forget(scene, rng, 0.9))
        assert filled.relation == scene.relation
        for told, thing in zip(filled.objects, scene.objects, strict=True):
            assert (told.shape, told.size, told.place) == (thing.shape, thing.size, thing.place)


def test_silence_means_medium_in_the_centre_and_left() -> None:
    assert presumed(parse("a star")) == Scene((SceneObject("star", None, "medium", "centre"),))
    assert presumed(parse("a star and a ring")).relation == "left"


def test_captions_are_short_and_use_known_words_only() -> None:
    rng = np.random.default_rng(1)
    known = set(vocabulary())
    for number in range(1000):
        scene = sample_scene(rng, two_objects=number % 2 == 0, held_out=False)
        words = caption(scene, rng).rstrip(".").split()

        assert len(words) <= LONGEST
        assert set(words) <= known


@pytest.mark.parametrize(
    "prompt",
    [
        "a large red circle in the centre on a yellow background",
        "A BIG RED DISC IN THE MIDDLE ON YELLOW.",
        "huge red circle, at the center, against a yellow backdrop",
        "a shiny large red circle in the very centre on a yellow background",
    ],
)
def test_case_articles_synonyms_and_strange_words_change_nothing(prompt: str) -> None:
    expected = Scene((SceneObject("circle", "red", "large", "centre"),), "yellow")

    assert parse(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "a large red circle left of a small blue square on a yellow background",
        "a large red circle to the left of a small blue box on yellow",
        "a large red circle on the left and a small blue square on the right, yellow background",
    ],
)
def test_two_objects_are_read_with_their_relation(prompt: str) -> None:
    objects = (SceneObject("circle", "red", "large"), SceneObject("square", "blue", "small"))

    assert parse(prompt) == Scene(objects, "yellow", "left")


def test_what_is_not_said_stays_open() -> None:
    assert parse("a star") == Scene((SceneObject("star"),))


@pytest.mark.parametrize("prompt", ["", "a red fox", "a star and a ring and a heart"])
def test_a_prompt_without_one_or_two_objects_is_refused(prompt: str) -> None:
    with pytest.raises(ValueError, match="one or two objects"):
        parse(prompt)
