"""What a weight file's header tells, without reading the weights.

A safetensors file begins with the length of its header (8 bytes, little endian) and the header, a
JSON object from a tensor's name to its type, shape and place.
"""

import json
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ...domain.errors import ModelUnreadable

_LARGEST_HEADER = 100 << 20
"""What the safetensors library itself accepts."""


@dataclass(frozen=True, slots=True)
class WeightCount:
    """Numbers in a component's weights, and in the largest tensor of them."""

    parameters: int
    largest_tensor: int

    @classmethod
    def of(cls, sizes: Iterable[int]) -> Self:
        """Return the count of tensors with so many numbers each."""
        known = tuple(sizes)
        return cls(sum(known), max(known, default=0))


def count_parameters(path: Path) -> WeightCount:
    """Return how many numbers a safetensors file holds, of any type.

    Raises:
        ModelUnreadable: the header is cut short or no JSON.
    """
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(min(length, _LARGEST_HEADER)))
        header.pop("__metadata__", None)
        return WeightCount.of(math.prod(tensor["shape"]) for tensor in header.values())
    except (OSError, ValueError, struct.error, LookupError, TypeError, AttributeError) as error:
        raise ModelUnreadable(
            f"The model's file {path} is no whole safetensors file: {error}.",
            "Copy or download the model again.",
        ) from error
