"""Scenes to pixels: outlines with a bevel, a highlight and a soft shadow on a gradient."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .outline import Floats, distance
from .scene import Scene

SIDE: Final = 128
"""Width and height of every picture, in pixels."""

RADII: Final = {"small": 13.0, "medium": 19.0, "large": 27.5}
"""Radius in pixels of each size."""

OBJECT_RGB: Final = {
    "red": (214, 36, 44), "orange": (246, 134, 24), "yellow": (252, 218, 44),
    "green": (36, 150, 62), "cyan": (44, 200, 220), "blue": (36, 76, 210),
    "purple": (122, 48, 170), "pink": (250, 120, 182), "white": (246, 246, 248),
    "black": (30, 30, 34),
}  # fmt: skip
BACKGROUND_RGB: Final = {
    "white": (238, 239, 242), "gray": (142, 146, 152), "black": (38, 40, 48),
    "yellow": (246, 226, 138), "orange": (244, 182, 122), "green": (140, 196, 140),
    "cyan": (150, 218, 222), "blue": (116, 152, 216), "purple": (172, 140, 206),
    "pink": (244, 174, 196),
}  # fmt: skip

_NEAR, _MIDDLE, _FAR = 32.0, 64.0, 96.0
PLACE_CENTRES: Final = {
    "top left": (_NEAR, _NEAR), "top": (_MIDDLE, _NEAR), "top right": (_FAR, _NEAR),
    "left": (_NEAR, _MIDDLE), "centre": (_MIDDLE, _MIDDLE), "right": (_FAR, _MIDDLE),
    "bottom left": (_NEAR, _FAR), "bottom": (_MIDDLE, _FAR), "bottom right": (_FAR, _FAR),
}  # fmt: skip
"""Centre (x, y) in pixels of each place; y points down."""

RELATION_PLACES: Final = {
    "left": ("left", "right"),
    "right": ("right", "left"),
    "above": ("top", "bottom"),
    "below": ("bottom", "top"),
}
"""Places of the first and the second object for each relation."""

_JITTER: Final = 1.5
_SHRINK: Final = 0.94
"""Radii vary from this share of the full one up to all of it, so that none touch."""
_SHADOW_SHIFT: Final = (2.5, 3.5)
_SHADOW_BLUR: Final = 5.0
_SHADOW_DEPTH: Final = 0.26


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an object lands: centre and radius in pixels."""

    x: float
    y: float
    radius: float


def lay_out(scene: Scene, rng: np.random.Generator | None = None) -> tuple[Spot, ...]:
    """Place the objects of a complete scene; `rng` moves and scales them slightly."""
    if len(scene.objects) == 2:
        if scene.relation is None:
            raise ValueError("two objects are laid out by their relation; it is missing")
        places: tuple[str | None, ...] = RELATION_PLACES[scene.relation]
    else:
        places = (scene.objects[0].place,)
    spots = []
    for thing, place in zip(scene.objects, places, strict=True):
        if place is None or thing.size is None:
            raise ValueError("a scene to render needs a place and a size for every object")
        x, y = PLACE_CENTRES[place]
        dx, dy = (0.0, 0.0) if rng is None else rng.uniform(-_JITTER, _JITTER, 2)
        scale = 1.0 if rng is None else rng.uniform(_SHRINK, 1.0)
        spots.append(Spot(x + dx, y + dy, RADII[thing.size] * scale))
    return tuple(spots)


def render(scene: Scene, rng: np.random.Generator | None = None) -> npt.NDArray[np.uint8]:
    """Draw a complete scene: (SIDE, SIDE, 3), sRGB; without `rng` always the same."""
    if scene.background is None:
        raise ValueError("a scene to render needs a background")
    canvas = _background(scene.background)
    for thing, spot in zip(scene.objects, lay_out(scene, rng), strict=True):
        if thing.colour is None:
            raise ValueError("a scene to render needs a colour for every object")
        _draw(canvas, thing.shape, OBJECT_RGB[thing.colour], spot)
    return np.asarray(np.clip(np.rint(canvas * 255.0), 0, 255), dtype=np.uint8)


def render_batch(scenes: Sequence[Scene], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Draw each scene with its own small movements: (len(scenes), SIDE, SIDE, 3)."""
    return np.stack([render(scene, rng) for scene in scenes])


def _background(colour: str) -> Floats:
    """Lighter above, darker below, by about four percent each way."""
    base = np.asarray(BACKGROUND_RGB[colour], dtype=np.float32) / 255.0
    light = np.linspace(1.04, 0.95, SIDE, dtype=np.float32)
    return np.ascontiguousarray(
        np.broadcast_to(light[:, None, None] * base, (SIDE, SIDE, 3)), dtype=np.float32
    )


def _draw(canvas: Floats, shape: str, rgb: tuple[int, int, int], spot: Spot) -> None:
    """Darken the shadow, then lay the lit object over it, in place."""
    reach = spot.radius * 1.2 + 12.0
    rows = np.arange(max(0, int(spot.y - reach)), min(SIDE, int(spot.y + reach) + 1))
    columns = np.arange(max(0, int(spot.x - reach)), min(SIDE, int(spot.x + reach) + 1))
    u = ((columns + 0.5 - spot.x) / spot.radius).astype(np.float32)
    v = ((rows + 0.5 - spot.y) / spot.radius).astype(np.float32)
    window = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

    shift_x, shift_y = (shift / spot.radius for shift in _SHADOW_SHIFT)
    away = distance(shape, (u - shift_x).astype(np.float32), (v - shift_y).astype(np.float32))
    shadow = _SHADOW_DEPTH * np.clip(0.5 - away * spot.radius / (2 * _SHADOW_BLUR), 0.0, 1.0)
    window *= (1.0 - shadow)[:, :, None]

    depth = distance(shape, u, v) * spot.radius
    cover = np.clip(0.5 - depth, 0.0, 1.0)[:, :, None]
    window += cover * (_lit(depth, u, v, spot.radius, rgb) - window)


def _lit(depth: Floats, u: Floats, v: Floats, radius: float, rgb: tuple[int, int, int]) -> Floats:
    """Colour of every pixel of an object under light from the upper left."""
    colour = np.asarray(rgb, dtype=np.float32) / 255.0
    slope_y, slope_x = np.gradient(depth)
    bevel_width = 0.16 * radius
    bevel = np.clip(1.0 + depth / bevel_width, 0.0, 1.0)
    facing = -(0.55 * slope_x + 0.83 * slope_y) * bevel
    broad = -0.05 * (u[None, :] + v[:, None])
    light = 1.0 + broad + np.where(facing > 0, 0.16, 0.24) * facing
    spot = 0.22 * np.exp(-((u[None, :] + 0.32) ** 2 + (v[:, None] + 0.38) ** 2) / 0.09)
    lit = colour * light[:, :, None]
    return np.asarray(lit + spot[:, :, None] * (1.0 - lit), dtype=np.float32)
