"""How far two pictures are apart."""

import math
from collections import Counter
from dataclasses import dataclass
from operator import sub

_PART = 1 << 16


@dataclass(frozen=True, slots=True)
class Comparison:
    """The distance between two pictures of equal size.

    Attributes:
        largest_difference: of any channel of any pixel, 0 to 255.
        differing_share: the part of all channel values that differ, 0 to 1.
        psnr_db: peak signal-to-noise ratio in decibels; infinite where nothing differs.
    """

    largest_difference: int
    differing_share: float
    psnr_db: float

    @property
    def identical(self) -> bool:
        """Whether every byte is the same."""
        return self.largest_difference == 0


def compare(first: bytes, second: bytes) -> Comparison:
    """Compare two pictures given as 8-bit RGB rows.

    Raises:
        ValueError: they differ in length, or are empty.
    """
    if len(first) != len(second) or not first:
        raise ValueError(f"pictures of {len(first)} and {len(second)} bytes cannot be compared")
    if first == second:
        return Comparison(0, 0.0, math.inf)
    differences = _differences(first, second)
    mean_square = sum(d**2 * times for d, times in differences.items()) / len(first)
    return Comparison(
        max(map(abs, differences)),
        differences.total() / len(first),
        10 * math.log10(255**2 / mean_square),
    )


def _differences(first: bytes, second: bytes) -> Counter[int]:
    """Count the differences other than 0, a part after the other: pictures can be large."""
    counted = Counter[int]()
    for start in range(0, len(first), _PART):
        one, other = first[start : start + _PART], second[start : start + _PART]
        if one != other:
            counted.update(map(sub, one, other))
    del counted[0]
    return counted
