"""One matrix product for query, key and value."""

from typing import Any

from .processor_source import reads_fused_projections
from .seen import Seen


def apply(denoiser: Any) -> None:
    """Fuse the projections of every attention that can; the separate weights stay in memory."""
    denoiser.fuse_qkv_projections()


def probe(denoiser: Any, on: bool) -> Seen:
    """Count the attention modules that are fused and whose processor computes with it.

    Some classes fuse the weights and go on with the separate ones; those do not count.
    """
    attentions = [
        module for module in denoiser.modules() if getattr(module, "processor", None) is not None
    ]
    fused = sum(
        bool(getattr(attention, "fused_projections", False))
        and reads_fused_projections(attention.processor)
        for attention in attentions
    )
    return Seen((fused > 0) is on, f"{fused} of {len(attentions)} attention modules are fused")
