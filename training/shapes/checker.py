"""Judge whether a picture shows what its prompt says.

Independent of any model: colours are compared with the renderer's palette and outlines
with its templates, so a caller can also ask whether an optimization hurts.
"""

from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Final

import numpy as np
import numpy.typing as npt

from .outline import distance
from .region import Floats, Mask, Region, background_rgb, regions
from .renderer import BACKGROUND_RGB, OBJECT_RGB, PLACE_CENTRES, RADII, RELATION_PLACES, SIDE
from .scene import SHAPES, Scene, SceneObject

Verdict = bool | None
"""Right, wrong, or None where the prompt does not say."""

LOWEST_OVERLAP: Final = 0.72
"""Intersection over union with the nearest outline below which a region has no shape."""
_FARTHEST_COLOUR: Final = 80.0
_FARTHEST_PLACE: Final = 15.0
_SIZE_BOUNDS: Final = (0.78, 1.28)
_GRID: Final = 48


@dataclass(frozen=True, slots=True)
class Judgement:
    """Each attribute of each object, in the order of the prompt."""

    background: Verdict
    colour: tuple[Verdict, ...]
    shape: tuple[Verdict, ...]
    position: tuple[Verdict, ...]
    size: tuple[Verdict, ...]

    @property
    def verdicts(self) -> dict[str, tuple[Verdict, ...]]:
        """Attribute name to its verdicts."""
        return {
            "background": (self.background,),
            "colour": self.colour,
            "shape": self.shape,
            "position": self.position,
            "size": self.size,
        }

    @property
    def all_right(self) -> bool:
        """Whether nothing the prompt says is wrong."""
        return not any(False in group for group in self.verdicts.values())


def judge(pixels: npt.NDArray[np.uint8], scene: Scene) -> Judgement:
    """Compare a picture (SIDE, SIDE, 3), sRGB, with what it should show.

    A picture with too many or too few objects, or with no plain background, has every
    object wrong.

    Raises:
        ValueError: the picture has another size.
    """
    if pixels.shape != (SIDE, SIDE, 3):
        raise ValueError(f"a picture of shape {pixels.shape} is not ({SIDE}, {SIDE}, 3)")
    picture = pixels.astype(np.float32)
    behind = background_rgb(picture)
    if behind is None:
        return _nothing_right(scene)
    named = _nearest(behind, BACKGROUND_RGB)
    background = None if scene.background is None else named == scene.background
    found = regions(picture, behind)
    if len(found) != len(scene.objects):
        missing = _nothing_right(scene)
        return Judgement(background, missing.colour, missing.shape, missing.position, missing.size)
    orders = [tuple(found)] if len(found) == 1 else _orders(found, scene.relation)
    judged = [_judge_objects(order, scene, background) for order in orders]
    return max(judged, key=lambda one: sum(group.count(True) for group in one.verdicts.values()))


def _nothing_right(scene: Scene) -> Judgement:
    """Every attribute that the scene states, wrong."""
    objects = scene.objects
    related = scene.relation is not None
    return Judgement(
        background=None if scene.background is None else False,
        colour=tuple(None if thing.colour is None else False for thing in objects),
        shape=(False,) * len(objects),
        position=tuple(
            None if not related and thing.place is None else False for thing in objects
        ),
        size=tuple(None if thing.size is None else False for thing in objects),
    )


def _orders(found: list[Region], relation: str | None) -> list[tuple[Region, ...]]:
    """The regions as first and second object; both ways if no relation tells."""
    if relation is None:
        return list(permutations(found))
    axis = 0 if relation in ("left", "right") else 1
    ordered = sorted(found, key=lambda region: region.centre[axis])
    return [tuple(ordered if relation in ("left", "above") else ordered[::-1])]


def _judge_objects(found: tuple[Region, ...], scene: Scene, background: Verdict) -> Judgement:
    places: tuple[str | None, ...] = tuple(thing.place for thing in scene.objects)
    if scene.relation is not None:
        places = RELATION_PLACES[scene.relation]
    pairs = list(zip(found, scene.objects, strict=True))
    fits = [_fit(region) for region in found]
    return Judgement(
        background=background,
        colour=tuple(_colour(region, thing) for region, thing in pairs),
        shape=tuple(
            shape == thing.shape for (shape, _), thing in zip(fits, scene.objects, strict=True)
        ),
        position=tuple(
            _position(region, place) for region, place in zip(found, places, strict=True)
        ),
        size=tuple(
            _size(radius, thing) for (_, radius), thing in zip(fits, scene.objects, strict=True)
        ),
    )


def _colour(region: Region, thing: SceneObject) -> Verdict:
    if thing.colour is None:
        return None
    return _nearest(region.rgb, OBJECT_RGB) == thing.colour


def _position(region: Region, place: str | None) -> Verdict:
    if place is None:
        return None
    x, y = region.centre
    right_x, right_y = PLACE_CENTRES[place]
    return max(abs(x - right_x), abs(y - right_y)) <= _FARTHEST_PLACE


def _size(radius: float, thing: SceneObject) -> Verdict:
    if thing.size is None:
        return None
    lowest, highest = _SIZE_BOUNDS
    return lowest <= radius / RADII[thing.size] <= highest


def _nearest(rgb: Floats, palette: dict[str, tuple[int, int, int]]) -> str | None:
    """Name of the nearest colour, or None if even that one is far."""
    away = {name: float(np.linalg.norm(rgb - np.array(value))) for name, value in palette.items()}
    name = min(away, key=lambda one: away[one])
    return name if away[name] <= _FARTHEST_COLOUR else None


def _fit(region: Region) -> tuple[str | None, float]:
    """Best shape, or None below LOWEST_OVERLAP, and the radius in pixels it has then."""
    seen = _normalised(region.mask)
    overlaps = {shape: _overlap(seen, _template(shape)[0]) for shape in SHAPES}
    best = max(overlaps, key=lambda shape: overlaps[shape])
    radius = float(np.sqrt(region.area / _template(best)[1]))
    return (best if overlaps[best] >= LOWEST_OVERLAP else None), radius


def _normalised(mask: Mask) -> Floats:
    """Resample around the centre of mass, so that the area is a quarter of the grid."""
    rows, columns = np.nonzero(mask)
    pitch = np.sqrt(4.0 * len(rows)) / _GRID
    offsets = (np.arange(_GRID) - _GRID / 2 + 0.5) * pitch
    y, x = rows.mean() + offsets, columns.mean() + offsets
    padded = np.pad(mask.astype(np.float32), 1)
    return _bilinear(padded, np.clip(y + 1, 0, SIDE), np.clip(x + 1, 0, SIDE))


def _bilinear(values: Floats, y: npt.NDArray[np.float64], x: npt.NDArray[np.float64]) -> Floats:
    top, left = np.floor(y).astype(np.intp), np.floor(x).astype(np.intp)
    down, across = (y - top)[:, None], (x - left)[None, :]
    rows = values[top] * (1 - down) + values[top + 1] * down
    return np.asarray(rows[:, left] * (1 - across) + rows[:, left + 1] * across, np.float32)


def _overlap(one: Floats, other: Floats) -> float:
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


@cache
def _template(shape: str) -> tuple[Floats, float]:
    """The normalised outline, and its area at radius 1."""
    radius = 40.0
    at = ((np.arange(SIDE) + 0.5 - SIDE / 2) / radius).astype(np.float32)
    mask = distance(shape, at, at) < 0
    return _normalised(mask), float(mask.sum()) / radius**2
