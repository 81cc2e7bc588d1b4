"""The floating-point type of the weights."""

from collections import Counter
from typing import Any

import torch

from ....domain.precision import Precision
from .seen import Seen

DTYPES = {
    Precision.FLOAT32: torch.float32,
    Precision.FLOAT16: torch.float16,
    Precision.BFLOAT16: torch.bfloat16,
}


def apply(precision: Precision) -> dict[str, Any]:
    """Return the arguments of `from_pretrained` that load weights in `precision`."""
    return {"dtype": DTYPES[precision]}


def probe(pipeline: Any, precision: Precision, kept_narrow: torch.dtype | None) -> Seen:
    """Count the types of all floating-point parameters.

    Some classes keep a few layers in float32 (`_keep_in_fp32_modules`) whatever is asked, so what
    decides is the type of most parameters of every component; the evidence names the rest.
    Parameters that layerwise casting keeps as `kept_narrow` are computed in another type and do
    not count.
    """
    wanted = DTYPES[precision]
    remarks, as_planned = [], True
    for role, component in pipeline.components.items():
        if not isinstance(component, torch.nn.Module):
            continue
        sizes = Counter[torch.dtype]()
        for parameter in component.parameters():
            if parameter.is_floating_point() and parameter.dtype is not kept_narrow:
                sizes[parameter.dtype] += parameter.numel()
        as_planned &= not sizes or sizes[wanted] * 2 > sizes.total()
        for dtype, count in sizes.items():
            share = "" if count == sizes.total() else f" ({count / sizes.total():.0%})"
            remarks.append(f"{role} {str(dtype).removeprefix('torch.')}{share}")
    return Seen(as_planned, ", ".join(remarks))
