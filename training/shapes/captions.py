"""Scenes to sentences.  `parsing` goes the other way."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from .renderer import RELATION_PLACES
from .scene import Scene, SceneObject, forgotten, presumed
from .word import (
    BACKGROUND_WORDS,
    COLOUR_WORDS,
    HORIZONTAL_WORDS,
    MIDDLE_WORDS,
    OPENINGS,
    RELATION_WORDS,
    SHAPE_WORDS,
    SIZE_WORDS,
    VERTICAL_WORDS,
)

LONGEST: Final = 22
"""No caption has more words."""


def caption(scene: Scene, rng: np.random.Generator) -> str:
    """Say everything the scene states, with random synonyms, articles and word order."""
    things = [_noun(thing, rng) for thing in scene.objects]
    if len(things) == 1:
        parts = [things[0], _place(scene.objects[0].place, rng)]
    elif scene.relation is None:
        parts = [things[0], "and", things[1]]
    elif rng.random() < 0.25:
        first, second = RELATION_PLACES[scene.relation]
        parts = [things[0], _place(first, rng), "and", things[1], _place(second, rng)]
    else:
        parts = [things[0], _pick(rng, RELATION_WORDS[scene.relation]), things[1]]
    parts.append(_backdrop(scene.background, rng))
    sentence = " ".join(part for part in parts if part)
    if rng.random() < 0.05 and sentence.count(" ") < LONGEST - 4:
        sentence = f"{_pick(rng, OPENINGS)} {sentence}"
    return sentence + "." if rng.random() < 0.1 else sentence


def forget(scene: Scene, rng: np.random.Generator, share: float) -> Scene:
    """Drop what a prompt need not say, each with chance `share`; colour rarely.

    Size, place and relation are dropped only where they are what silence means (`presumed`).
    Left to chance, they would make the model waver between many pictures at once.
    """
    presumption = presumed(forgotten(scene))
    objects = tuple(
        SceneObject(
            thing.shape,
            None if rng.random() < share / 8 else thing.colour,
            None if thing.size == usual.size and rng.random() < share else thing.size,
            None if thing.place == usual.place and rng.random() < share else thing.place,
        )
        for thing, usual in zip(scene.objects, presumption.objects, strict=True)
    )
    background = None if rng.random() < share else scene.background
    dropped = scene.relation == presumption.relation and rng.random() < share
    return Scene(objects, background, None if dropped else scene.relation)


def may_say_less(scene: Scene) -> bool:
    """Whether the place or the relation of a complete scene can go without saying."""
    usual = presumed(forgotten(scene))
    return (scene.relation, scene.objects[0].place) == (usual.relation, usual.objects[0].place)


def _noun(thing: SceneObject, rng: np.random.Generator) -> str:
    words = [_pick(rng, SIZE_WORDS[thing.size])] if thing.size else []
    if thing.colour:
        words.append(_pick(rng, COLOUR_WORDS[thing.colour]))
    words.append(_pick(rng, SHAPE_WORDS[thing.shape]))
    return _with_article(words, rng)


def _with_article(words: list[str], rng: np.random.Generator) -> str:
    chance = rng.random()
    if chance < 0.12:
        return " ".join(words)
    if chance < 0.2:
        return " ".join(["the", *words])
    return " ".join(["an" if words[0][0] in "aeiou" else "a", *words])


def _place(place: str | None, rng: np.random.Generator) -> str:
    """Say a place; nothing for None."""
    if place is None:
        return ""
    if place == "centre":
        return f"{_pick(rng, ('in', 'at'))} the {_pick(rng, MIDDLE_WORDS)}"
    words = place.split()
    if len(words) == 2:
        corner = f"{_pick(rng, VERTICAL_WORDS[words[0]])} {words[1]}"
        return _pick(rng, (f"in the {corner} corner", f"at the {corner}", f"in the {corner}"))
    if place in HORIZONTAL_WORDS:
        return _pick(rng, (f"on the {place}", f"at the {place}", f"on the {place} side"))
    return _pick(rng, (f"at the {place}", f"on the {place}"))


def _backdrop(background: str | None, rng: np.random.Generator) -> str:
    if background is None:
        return ""
    said = _pick(rng, COLOUR_WORDS[background])
    if rng.random() < 0.1:
        return f"on {said}"
    behind = f"{said} {_pick(rng, BACKGROUND_WORDS)}"
    return f"{_pick(rng, ('on', 'on', 'against'))} {_with_article(behind.split(), rng)}"


def _pick(rng: np.random.Generator, options: Sequence[str]) -> str:
    return options[int(rng.integers(len(options)))]
