"""Weights kept narrow and widened layer by layer (diffusers' `enable_layerwise_casting`)."""

from collections import Counter
from typing import Any

import torch

from ....domain.casting import Casting, LayerwiseCasting, StorageType
from .seen import Seen
from .torch_dtype import DTYPES

STORAGE = {
    StorageType.FLOAT8_E4M3FN: torch.float8_e4m3fn,
    StorageType.FLOAT8_E5M2: torch.float8_e5m2,
    StorageType.FLOAT16: torch.float16,
    StorageType.BFLOAT16: torch.bfloat16,
}


def apply(denoiser: Any, casting: LayerwiseCasting) -> None:
    """Cast every layer but norms and embeddings, and put hooks around their computation."""
    denoiser.enable_layerwise_casting(
        storage_dtype=STORAGE[casting.storage], compute_dtype=DTYPES[casting.compute]
    )


def kept_narrow(casting: Casting) -> torch.dtype | None:
    """Return the type that weights are kept in, or `None` without casting."""
    return STORAGE[casting.storage] if isinstance(casting, LayerwiseCasting) else None


def probe(denoiser: Any, casting: Casting) -> Seen:
    """Count the parameters by type; how many stay wide depends on the class."""
    sizes = Counter[torch.dtype]()
    for parameter in denoiser.parameters():
        sizes[parameter.dtype] += parameter.numel()
    match casting:
        case LayerwiseCasting(storage=storage):
            narrow = sizes[STORAGE[storage]]
            return Seen(
                narrow > 0, f"{narrow / sizes.total():.0%} of the denoiser's weights are {storage}"
            )
        case _:
            narrow = sum(sizes[dtype] for dtype in STORAGE.values() if dtype.itemsize == 1)
            return Seen(narrow == 0, "no 8-bit weights")
