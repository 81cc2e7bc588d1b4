"""What a picture of `shapes` can contain, and which contents training never sees.

Knows nothing of words around the contents (`captions`) or of pixels (`renderer`).
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

SHAPES: Final = ("circle", "square", "triangle", "diamond", "star", "heart", "cross", "ring")
COLOURS: Final = (
    "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "white", "black",
)  # fmt: skip
BACKGROUNDS: Final = (
    "white", "gray", "black", "yellow", "orange", "green", "cyan", "blue", "purple", "pink",
)  # fmt: skip
SIZES: Final = ("small", "medium", "large")
PLACES: Final = (
    "top left", "top", "top right",
    "left", "centre", "right",
    "bottom left", "bottom", "bottom right",
)  # fmt: skip
RELATIONS: Final = ("left", "right", "above", "below")
"""Where the first of two objects lies, seen from the second."""

HELD_OUT_PAIRS: Final = frozenset(
    {
        ("blue", "circle"),
        ("yellow", "square"),
        ("purple", "triangle"),
        ("red", "diamond"),
        ("green", "star"),
        ("orange", "heart"),
        ("black", "cross"),
        ("cyan", "ring"),
    }
)
"""(colour, shape) pairs that no training picture or caption shows."""


@dataclass(frozen=True, slots=True)
class SceneObject:
    """One object; `None` means that any value is right."""

    shape: str
    colour: str | None = None
    size: str | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        _check("shape", self.shape, SHAPES)
        _check("colour", self.colour, COLOURS)
        _check("size", self.size, SIZES)
        _check("place", self.place, PLACES)


@dataclass(frozen=True, slots=True)
class Scene:
    """One object at a place, or two in a relation, on a background; `None` is any."""

    objects: tuple[SceneObject, ...]
    background: str | None = None
    relation: str | None = None

    def __post_init__(self) -> None:
        if len(self.objects) not in (1, 2):
            raise ValueError(f"a scene has one or two objects, not {len(self.objects)}")
        if self.relation is not None and len(self.objects) == 1:
            raise ValueError("one object has no relation")
        _check("background", self.background, BACKGROUNDS)
        _check("relation", self.relation, RELATIONS)

    @property
    def is_held_out(self) -> bool:
        """Whether training must not see this scene."""
        return any((thing.colour, thing.shape) in HELD_OUT_PAIRS for thing in self.objects)


def presumed(scene: Scene) -> Scene:
    """Fill in what silence means: medium size, in the centre, the first object left.

    Colours and backgrounds left unsaid stay open.
    """
    alone = len(scene.objects) == 1
    objects = tuple(
        replace(
            thing, size=thing.size or "medium", place=thing.place or ("centre" if alone else None)
        )
        for thing in scene.objects
    )
    relation = None if alone else scene.relation or "left"
    return Scene(objects, scene.background, relation)


def forgotten(scene: Scene) -> Scene:
    """Nothing but the shapes."""
    return Scene(tuple(SceneObject(thing.shape) for thing in scene.objects))


def sample_scene(rng: np.random.Generator, *, two_objects: bool, held_out: bool) -> Scene:
    """Draw a complete scene, uniformly, from the training or the held-out scenes."""
    while True:
        background = _pick(rng, BACKGROUNDS)
        things = tuple(_sample_object(rng, background) for _ in range(1 + two_objects))
        if two_objects:
            if (things[0].colour, things[0].shape) == (things[1].colour, things[1].shape):
                continue
            scene = Scene(things, background, _pick(rng, RELATIONS))
        else:
            placed = SceneObject(
                things[0].shape, things[0].colour, things[0].size, _pick(rng, PLACES)
            )
            scene = Scene((placed,), background)
        if scene.is_held_out == held_out:
            return scene


def _sample_object(rng: np.random.Generator, background: str) -> SceneObject:
    """Draw an object whose colour word differs from the background's."""
    colour = _pick(rng, tuple(c for c in COLOURS if c != background))
    return SceneObject(_pick(rng, SHAPES), colour, _pick(rng, SIZES))


def _pick(rng: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(rng.integers(len(options)))]


def _check(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise ValueError(f"{field} {value!r} is none of {', '.join(allowed)}")
