"""Attention kernels."""

from collections.abc import Iterator

from ..plan import KernelAttention
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def attention_kernel_is_not_built(situation: Situation) -> Iterator[Finding]:
    """Only torch's own kernels compute attention in this version."""
    attention = situation.plan.attention
    if isinstance(attention, KernelAttention):
        yield Finding(
            "NOT_BUILT",
            Verdict.REFUSES,
            Technique.ATTENTION_BACKEND,
            str(attention),
            f"This version of diffgentor has no attention backend {attention.backend!r}.",
            "Use --attention_backend native, or leave it out.",
        )
