"""Attention kernels where some tokens are hidden from others."""

from collections.abc import Iterator

from ..attention import KernelAttention, kernel_called
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def masked_attention_needs_a_kernel_that_takes_masks(situation: Situation) -> Iterator[Finding]:
    """Some kernels have no masks, and diffusers raises when it has one to give them."""
    attention, model = situation.plan.attention, situation.model
    kernel = kernel_called(attention.backend) if isinstance(attention, KernelAttention) else None
    if (
        kernel is not None
        and not kernel.takes_masks
        and model.masks_attention
        and model.denoiser.dispatches_attention
    ):
        yield Finding(
            "ATTENTION_KERNEL_TAKES_NO_MASK",
            Verdict.REFUSES,
            Technique.ATTENTION_BACKEND,
            str(attention),
            f"{model.pipeline_class} hides a prompt's padding by an attention mask, and this "
            "kernel takes none.",
            "Use --attention_backend native, or leave it out.",
        )
