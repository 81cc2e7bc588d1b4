"""What a weight file's header tells, without reading the weights.

A safetensors file begins with the length of its header (8 bytes, little endian) and the header, a
JSON object from a tensor's name to its type, shape and place.
"""

import json
import math
import struct
from pathlib import Path

from ...domain.errors import ModelUnreadable

_LARGEST_HEADER = 100 << 20
"""What the safetensors library itself accepts."""


def count_parameters(path: Path) -> int:
    """Return how many numbers a safetensors file holds, of any type.

    Raises:
        ModelUnreadable: the header is cut short or no JSON.
    """
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(min(length, _LARGEST_HEADER)))
        header.pop("__metadata__", None)
        return sum(math.prod(tensor["shape"]) for tensor in header.values())
    except (OSError, ValueError, struct.error, LookupError, TypeError, AttributeError) as error:
        raise ModelUnreadable(
            f"The model's file {path} is no whole safetensors file: {error}.",
            "Copy or download the model again.",
        ) from error
