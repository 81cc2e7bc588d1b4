"""The eight outlines as signed distances, in units of the object's radius."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

REACH: Final = 2.0
"""The tables cover [-REACH, REACH] in both directions."""
STEPS: Final = 400

_ROUNDING: Final = 0.06


def distance(shape: str, x: Floats, y: Floats) -> Floats:
    """Signed distance on the grid `y` by `x`, both 1-d in radii; negative inside.

    Read from a table by bilinear interpolation; outside the table, the table's border.
    """
    table = _table(shape)
    rows, row_share = _cells(y)
    columns, column_share = _cells(x)
    upper, lower = table[rows], table[rows + 1]
    lines = upper + (lower - upper) * row_share[:, None]
    left, right = lines[:, columns], lines[:, columns + 1]
    return np.asarray(left + (right - left) * column_share[None, :], dtype=np.float32)


def _cells(at: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    position = np.clip((at + REACH) * (STEPS / (2 * REACH)), 0, STEPS - 1e-3)
    whole = position.astype(np.intp)
    return whole, (position - whole).astype(np.float32)


@cache
def _table(shape: str) -> Floats:
    axis = np.linspace(-REACH, REACH, STEPS + 1, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    if shape == "circle":
        return np.asarray(np.hypot(x, y) - 1.0, dtype=np.float32)
    if shape == "ring":
        return np.asarray(np.abs(np.hypot(x, y) - 0.76) - 0.27, dtype=np.float32)
    return _polygon_distance(_corners(shape), x, y) - np.float32(_ROUNDING)


def _corners(shape: str) -> list[tuple[float, float]]:
    """Corners with y pointing down, shrunk by the rounding that is added later."""
    match shape:
        case "square":
            return [(-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)]
        case "triangle":
            return [(0.0, -1.0), (1.0, 0.78), (-1.0, 0.78)]
        case "diamond":
            return [(0.0, -1.06), (0.76, 0.0), (0.0, 1.06), (-0.76, 0.0)]
        case "cross":
            a, b = 0.29, 0.96
            return [
                (-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a),
                (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a),
            ]  # fmt: skip
        case "star":
            radii = [1.08 if i % 2 == 0 else 0.46 for i in range(10)]
            return [
                (r * float(np.sin(i * np.pi / 5)), 0.06 - r * float(np.cos(i * np.pi / 5)))
                for i, r in enumerate(radii)
            ]
        case "heart":
            turns = np.linspace(0, 2 * np.pi, 72, endpoint=False)
            along = 0.94 * np.sin(turns) ** 3
            down = -(
                13 * np.cos(turns) - 5 * np.cos(2 * turns)
                - 2 * np.cos(3 * turns) - np.cos(4 * turns)
            ) / 16 - 0.08  # fmt: skip
            return [(float(a), float(d)) for a, d in zip(along, down, strict=True)]
        case _:
            raise ValueError(f"no outline for {shape!r}")


def _polygon_distance(corners: list[tuple[float, float]], x: Floats, y: Floats) -> Floats:
    """Exact signed distance to a closed polygon (even-odd inside)."""
    nearest = np.full(x.shape, np.inf, dtype=np.float32)
    inside = np.zeros(x.shape, dtype=bool)
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        ex, ey = bx - ax, by - ay
        along = np.clip(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey), 0.0, 1.0)
        nearest = np.minimum(nearest, np.hypot(x - ax - along * ex, y - ay - along * ey))
        if ay != by:
            crosses = (ay > y) != (by > y)
            inside ^= crosses & (x < ax + (y - ay) * ex / ey)
    return np.where(inside, -nearest, nearest).astype(np.float32)
