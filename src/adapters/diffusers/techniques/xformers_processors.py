"""xFormers' memory-efficient attention, by the processors that UNets take for it.

The idea is that of "Self-attention Does Not Need O(n²) Memory" (arXiv 2112.05682).
"""

from typing import Any

from diffusers.models.attention_processor import (
    CustomDiffusionXFormersAttnProcessor,
    IPAdapterXFormersAttnProcessor,
    XFormersAttnAddedKVProcessor,
    XFormersAttnProcessor,
    XFormersJointAttnProcessor,
)

from .seen import Seen

_OF_XFORMERS = (
    CustomDiffusionXFormersAttnProcessor,
    IPAdapterXFormersAttnProcessor,
    XFormersAttnAddedKVProcessor,
    XFormersAttnProcessor,
    XFormersJointAttnProcessor,
)


def apply(denoiser: Any) -> None:
    """Give every attention its xFormers processor.

    diffusers tries the kernel once on the GPU before it does.

    Raises:
        ModuleNotFoundError: xformers is not installed.
        ValueError: there is no CUDA device.
    """
    denoiser.enable_xformers_memory_efficient_attention()


def probe(denoiser: Any) -> Seen:
    """Count the attention modules whose processor is one of xFormers'."""
    processors = [
        module.processor
        for module in denoiser.modules()
        if getattr(module, "processor", None) is not None
    ]
    reached = sum(isinstance(processor, _OF_XFORMERS) for processor in processors)
    return Seen(
        as_planned=0 < reached == len(processors),
        evidence=f"{reached} of {len(processors)} attention modules use xFormers processors",
    )
