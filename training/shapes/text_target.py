"""What the words of a caption should know: class numbers taken from its scene."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from transformers import T5TokenizerFast

from .renderer import PLACE_CENTRES, RADII, RELATION_PLACES, SIDE
from .scene import BACKGROUNDS, COLOURS, PLACES, SHAPES, SIZES, Scene, presumed
from .word import COLOUR_WORDS, SHAPE_WORDS, SIZE_WORDS, meanings

IGNORED: Final = -100
CELLS: Final = 8
"""The layout is told on a CELLS by CELLS grid, one cell for each image token."""

Ints = npt.NDArray[np.int64]
ATTRIBUTE_COUNTS: Final = (len(COLOURS), len(SHAPES), len(SIZES), len(PLACES))


@dataclass(frozen=True, slots=True)
class Targets:
    """Class numbers of a batch; IGNORED where the caption does not say."""

    objects: Ints
    """(batch, 2, 4): colour, shape, size and place of each object."""
    backgrounds: Ints
    """(batch,)"""
    owners: Ints
    """(batch, length): object a token describes, 2 for the background, IGNORED for none."""
    cells: Ints
    """(batch, CELLS * CELLS): object covering the cell, 2 for none, IGNORED if unknown."""


def targets(scenes: list[Scene], ids: Ints, tokenizer: T5TokenizerFast) -> Targets:
    """Class numbers for captions with T5 token `ids` (batch, length)."""
    objects = np.array([_objects(presumed(scene)) for scene in scenes])
    shape_ids = _token_ids(tokenizer, tuple(meanings(SHAPE_WORDS)))
    described = meanings({**SHAPE_WORDS, **COLOUR_WORDS, **SIZE_WORDS})
    told = np.isin(ids, _token_ids(tokenizer, tuple(described)))
    nouns = np.isin(ids, shape_ids)
    before: Ints = np.cumsum(nouns, axis=1) - nouns
    counts = np.array([[len(scene.objects)] for scene in scenes])
    owners = np.where(told, np.where(before >= counts, 2, before), IGNORED)
    return Targets(
        objects=objects,
        backgrounds=np.array([_number(BACKGROUNDS, scene.background) for scene in scenes]),
        owners=owners,
        cells=np.stack([_cells(row) for row in objects]),
    )


def _objects(scene: Scene) -> list[list[int]]:
    places: tuple[str | None, ...] = tuple(thing.place for thing in scene.objects)
    if scene.relation is not None:
        places = RELATION_PLACES[scene.relation]
    rows = [
        [
            _number(COLOURS, thing.colour),
            _number(SHAPES, thing.shape),
            _number(SIZES, thing.size),
            _number(PLACES, place),
        ]
        for thing, place in zip(scene.objects, places, strict=True)
    ]
    return rows + [[IGNORED] * 4] * (2 - len(rows))


def _cells(objects: Ints) -> Ints:
    """Which of the objects (2, 4) covers each cell, seen from its centre."""
    covering = np.full((CELLS, CELLS), 2, dtype=np.int64)
    middle = (np.arange(CELLS) + 0.5) * (SIDE / CELLS)
    for number, (_, shape, size, place) in enumerate(objects):
        if shape == IGNORED:
            continue
        if IGNORED in (size, place):
            return np.full(CELLS * CELLS, IGNORED, dtype=np.int64)
        x, y = PLACE_CENTRES[PLACES[place]]
        away = np.hypot(middle[None, :] - x, middle[:, None] - y)
        covering[away < RADII[SIZES[size]] + 7.0] = number
    return covering.reshape(-1)


def _number(options: tuple[str, ...], value: str | None) -> int:
    return IGNORED if value is None else options.index(value)


def _token_ids(tokenizer: T5TokenizerFast, words: tuple[str, ...]) -> list[int]:
    return [int(tokenizer.convert_tokens_to_ids(f"\u2581{word}")) for word in words]
