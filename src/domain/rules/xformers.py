"""xFormers' attention by processors of its own."""

from collections.abc import Iterator
from dataclasses import replace

from ..attention import XFORMERS, KernelAttention, XformersProcessors
from ..host import DeviceKind
from ..technique import Technique
from .finding import Finding, Mend, Verdict
from .situation import Situation

INSTEAD = "Leave --enable_xformers out: torch's own attention picks a fused kernel itself."


def xformers_processors_need_cuda(situation: Situation) -> Iterator[Finding]:
    """XFormers' kernels run on NVIDIA GPUs."""
    if _is_asked(situation) and situation.device.kind is not DeviceKind.CUDA:
        yield _refusal(
            "XFORMERS_NEEDS_CUDA",
            situation,
            f"It needs cuda; this is {situation.device}.",
            INSTEAD,
        )


def xformers_is_installed(situation: Situation) -> Iterator[Finding]:
    """XFormers is a package of its own."""
    if _is_asked(situation) and (reason := XFORMERS.unmet_by(situation.host.packages)):
        yield _refusal(
            "XFORMERS_NEEDS_PACKAGE",
            situation,
            reason,
            f"To have it: {XFORMERS.remedy}. {INSTEAD}",
        )


def newer_denoisers_take_xformers_through_the_dispatch(situation: Situation) -> Iterator[Finding]:
    """Processors of the dispatch would be replaced by ones that such a denoiser cannot use."""
    denoiser = situation.model.denoiser
    if _is_asked(situation) and denoiser.dispatches_attention:
        yield _refusal(
            "XFORMERS_THROUGH_THE_DISPATCH",
            situation,
            f"{denoiser.class_name} takes its attention kernel through diffusers' dispatch.",
            "Use --attention_backend xformers.",
            lambda plan: replace(plan, attentions=(KernelAttention("xformers"),)),
        )


def xformers_undoes_fusion(situation: Situation) -> Iterator[Finding]:
    """Its processors compute with separate projections and take the place of the fused ones."""
    if _is_asked(situation) and situation.plan.fuse_qkv:
        yield _refusal(
            "XFORMERS_UNDOES_FUSION",
            situation,
            "xFormers' processors compute with separate projections, so that fused ones would not "
            "be used.",
            "Use one of --enable_xformers and --enable_fuse_qkv.",
        )


def _is_asked(situation: Situation) -> bool:
    return isinstance(situation.plan.attention, XformersProcessors)


def _refusal(
    rule: str, situation: Situation, reason: str, suggestion: str, mend: Mend | None = None
) -> Finding:
    return Finding(
        rule,
        Verdict.REFUSES,
        Technique.ATTENTION_BACKEND,
        str(situation.plan.attention),
        reason,
        suggestion,
        mend,
    )
