"""Find the objects of a picture: connected regions that are not background.

Knows nothing of what the picture should show.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_BORDER: Final = 4
_DARKEST, _LIGHTEST = 0.55, 1.15
"""Background under a shadow or in light is the background's colour times these."""
_VISIBLE: Final = 30.0
"""Smallest distance to the background, of 255 a channel, that counts as an object."""
_SMALLEST: Final = 80
"""Pixels below which a region is a speck."""
_FLAT: Final = 36.0
_FLAT_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Region:
    """One connected object."""

    mask: Mask
    """(height, width)"""
    rgb: Floats
    """Median colour of its inside, 0 to 255."""

    @property
    def area(self) -> int:
        """Pixels covered."""
        return int(self.mask.sum())

    @property
    def centre(self) -> tuple[float, float]:
        """Centre of mass (x, y) in pixels."""
        rows, columns = np.nonzero(self.mask)
        return float(columns.mean()) + 0.5, float(rows.mean()) + 0.5


def background_rgb(picture: Floats) -> Floats | None:
    """Median colour of the border, or None if the border has no common colour."""
    frame = np.ones(picture.shape[:2], dtype=bool)
    frame[_BORDER:-_BORDER, _BORDER:-_BORDER] = False
    border = picture[frame]
    median = np.median(border, axis=0)
    near = np.linalg.norm(border - median, axis=1) < _FLAT
    return median.astype(np.float32) if near.mean() >= _FLAT_SHARE else None


def regions(picture: Floats, background: Floats) -> list[Region]:
    """The objects of a picture (height, width, 3), 0 to 255, the largest first."""
    away = _distance(picture, background)
    found = []
    for mask in _connected(away > _VISIBLE):
        if mask.sum() < _SMALLEST:
            continue
        # Half of the object's own contrast: where an edge pixel is half covered.
        edge = 0.5 * float(np.median(away[mask]))
        sharp = mask & (away > max(edge, _VISIBLE))
        inside = _shrink(_shrink(sharp))
        if not inside.any():
            inside = sharp
        if sharp.any():
            found.append(Region(sharp, np.median(picture[inside], axis=0).astype(np.float32)))
    return sorted(found, key=lambda region: -region.area)


def _distance(picture: Floats, background: Floats) -> Floats:
    """Distance of each pixel's colour to the shades of the background."""
    square = float(background @ background) + 1e-6
    share = np.clip(picture @ background / square, _DARKEST, _LIGHTEST)
    return np.asarray(
        np.linalg.norm(picture - share[:, :, None] * background, axis=2), dtype=np.float32
    )


def _connected(mask: Mask) -> list[Mask]:
    """Split a mask into its four-connected parts."""
    labels = np.where(mask, np.arange(1, mask.size + 1).reshape(mask.shape), 0)
    while True:
        grown = labels.copy()
        for axis in (0, 1):
            for step in (1, -1):
                # Carry the highest label along each line, up to the next gap.
                grown = _sweep(grown, mask, axis, step)
        if np.array_equal(grown, labels):
            break
        labels = grown
    return [labels == label for label in np.unique(labels[mask])]


def _sweep(
    labels: npt.NDArray[np.int64], mask: Mask, axis: int, step: int
) -> npt.NDArray[np.int64]:
    lines = np.moveaxis(labels, axis, 0)[::step].copy()
    open_lines = np.moveaxis(mask, axis, 0)[::step]
    for above, here, is_open in zip(lines[:-1], lines[1:], open_lines[1:], strict=True):
        np.maximum(here, np.where(is_open, above, 0), out=here)
    return np.moveaxis(lines[::step], 0, axis)


def _shrink(mask: Mask) -> Mask:
    inner = np.zeros_like(mask)
    inner[1:-1, 1:-1] = (
        mask[1:-1, 1:-1] & mask[:-2, 1:-1] & mask[2:, 1:-1] & mask[1:-1, :-2] & mask[1:-1, 2:]
    )
    return inner
