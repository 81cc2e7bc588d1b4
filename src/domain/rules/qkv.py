"""Fusion of the query, key and value projections."""

from collections.abc import Iterator

from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def fusion_needs_a_denoiser_that_fuses(situation: Situation) -> Iterator[Finding]:
    """Some denoisers have no fused form, and some accept the call and do nothing."""
    denoiser = situation.model.denoiser
    if situation.plan.fuse_qkv and not denoiser.can_fuse_qkv:
        yield Finding(
            "FUSE_QKV_NOT_IN_THIS_MODEL",
            Verdict.REFUSES,
            Technique.FUSE_QKV,
            "on",
            f"{denoiser.class_name} has no fused projections in diffusers.",
            "Leave --enable_fuse_qkv out for this model.",
        )
