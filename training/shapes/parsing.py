"""Sentences back to scenes: what a picture must show to match its prompt."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .renderer import RELATION_PLACES
from .scene import COLOURS, Scene, SceneObject
from .word import (
    BACKGROUND_WORDS,
    COLOUR_WORDS,
    MIDDLE_WORDS,
    RELATION_WORDS,
    SHAPE_WORDS,
    SIZE_WORDS,
    VERTICAL_WORDS,
    meanings,
)

_COLOURS = meanings(COLOUR_WORDS)
_SHAPES = meanings(SHAPE_WORDS)
_SIZES = meanings(SIZE_WORDS)
_VERTICALS = meanings(VERTICAL_WORDS)
_RELATIONS = meanings({relation: said for relation, said in RELATION_WORDS.items()})


def parse(prompt: str) -> Scene:
    """Read a prompt; words outside the grammar say nothing.

    Raises:
        ValueError: the prompt names no object, or more than two.
    """
    reader = _Reader()
    words = re.findall(r"[a-z]+", prompt.lower())
    for word, following in pairwise([*words, ""]):
        reader.read(word, following)
    return reader.scene()


@dataclass(slots=True)
class _Reader:
    """Collects adjectives until the noun they describe comes."""

    objects: list[SceneObject] = field(default_factory=list)
    background: str | None = None
    relation: str | None = None
    _colour: str | None = None
    _size: str | None = None
    _place: list[str] = field(default_factory=list)

    def read(self, word: str, following: str) -> None:
        """Take in one word."""
        if word in _SHAPES:
            self._close_place()
            colour = self._colour if self._colour in COLOURS else None
            self.objects.append(SceneObject(_SHAPES[word], colour, self._size))
            self._colour = self._size = None
        elif word in _COLOURS:
            self._close_place()
            self._colour = _COLOURS[word]
        elif word in _SIZES:
            self._close_place()
            self._size = _SIZES[word]
        elif word in BACKGROUND_WORDS:
            self.background, self._colour = self._colour, None
        elif word in _RELATIONS or (word in ("left", "right") and following == "of"):
            self.relation = _RELATIONS.get(word, word)
        elif word in _VERTICALS or word in ("left", "right") or word in MIDDLE_WORDS:
            self._place.append(_VERTICALS.get(word, word))

    def scene(self) -> Scene:
        """Everything read so far."""
        self._close_place()
        background = self.background or self._colour
        if len(self.objects) == 1:
            return Scene((self.objects[0],), background)
        places = tuple(thing.place for thing in self.objects)
        relation = self.relation
        for named, pair in RELATION_PLACES.items():
            relation = named if places == pair else relation
        bare = tuple(SceneObject(o.shape, o.colour, o.size) for o in self.objects)
        return Scene(bare, background, relation)

    def _close_place(self) -> None:
        """Give the place just said to the object before it."""
        if self._place and self.objects:
            last = self.objects[-1]
            place = "centre" if self._place[0] in MIDDLE_WORDS else " ".join(self._place)
            self.objects[-1] = SceneObject(last.shape, last.colour, last.size, place)
        self._place = []
