"""One matrix product for query, key and value."""

from typing import Any

from .seen import Seen


def apply(denoiser: Any) -> None:
    """Fuse the projections of every attention that can; the separate weights stay in memory."""
    denoiser.fuse_qkv_projections()


def probe(denoiser: Any, on: bool) -> Seen:
    """Count the attention modules whose projections are fused."""
    flags = [
        bool(module.fused_projections)
        for module in denoiser.modules()
        if "fused_projections" in dir(module)
    ]
    fused = sum(flags)
    return Seen((fused > 0) is on, f"{fused} of {len(flags)} attention modules are fused")
