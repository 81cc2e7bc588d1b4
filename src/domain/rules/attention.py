"""Attention kernels."""

from collections.abc import Iterator
from difflib import get_close_matches

from ..attention import (
    KERNELS_BY_NAME,
    Kernel,
    KernelAttention,
    kernel_called,
    lacks_device,
    lacks_package,
)
from ..host import DeviceKind
from ..precision import Precision
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation

INSTEAD = "Use --attention_backend native, or leave it out."


def attention_backend_exists(situation: Situation) -> Iterator[Finding]:
    """A name that diffusers does not know would be an error of the library."""
    attention = situation.plan.attention
    if isinstance(attention, KernelAttention) and kernel_called(attention.backend) is None:
        names = [name.lstrip("_") for name in KERNELS_BY_NAME]
        close = get_close_matches(attention.backend.lower(), names, n=1)
        yield _refusal(
            "ATTENTION_UNKNOWN",
            situation,
            f"There is no attention backend {attention.backend!r}.",
            f"Did you mean {close[0]}?" if close else f"There are: {', '.join(names)}.",
        )


def attention_choice_reaches_the_denoiser(situation: Situation) -> Iterator[Finding]:
    """Older denoisers call torch's kernel themselves and ignore the choice in silence."""
    denoiser = situation.model.denoiser
    if _kernel(situation) is not None and not denoiser.dispatches_attention:
        yield _refusal(
            "ATTENTION_NOT_DISPATCHED",
            situation,
            f"{denoiser.class_name} computes attention past diffusers' dispatch, so the choice "
            "would be ignored.",
            INSTEAD,
        )


def attention_kernel_has_its_device(situation: Situation) -> Iterator[Finding]:
    """Most kernels are written for NVIDIA GPUs, some for newer ones only."""
    kernel = _kernel(situation)
    if kernel is not None and (reason := lacks_device(kernel, situation.device)):
        yield _refusal("ATTENTION_NEEDS_DEVICE", situation, reason, INSTEAD)


def attention_kernel_is_installed(situation: Situation) -> Iterator[Finding]:
    """A kernel outside of torch comes with a package, from some version on."""
    kernel = _kernel(situation)
    if kernel is None or kernel.requirement is None:
        return
    if reason := lacks_package(kernel, situation.host.packages):
        yield _refusal(
            "ATTENTION_NEEDS_PACKAGE",
            situation,
            reason,
            f"To have it: {kernel.requirement.remedy}. Without it: --attention_backend native.",
        )


def flex_attention_wants_compilation(situation: Situation) -> Iterator[Finding]:
    """Not compiled, torch's flex attention writes out the whole matrix of scores."""
    kernel = _kernel(situation)
    if kernel is not None and kernel.name == "flex":
        yield Finding(
            "ATTENTION_FLEX_UNCOMPILED",
            Verdict.DEGRADES,
            Technique.ATTENTION_BACKEND,
            str(situation.plan.attention),
            "Without torch.compile flex attention materializes the whole matrix of scores, which "
            "is slower and larger than native attention.",
            INSTEAD,
        )


def attention_kernel_takes_the_precision(situation: Situation) -> Iterator[Finding]:
    """The fused kernels compute in half precision only."""
    kernel, precision = _kernel(situation), situation.plan.precision
    on_gpu = situation.device.kind is DeviceKind.CUDA
    if kernel is not None and kernel.half_only and on_gpu and precision is Precision.FLOAT32:
        yield _refusal(
            "ATTENTION_NEEDS_HALF_PRECISION",
            situation,
            "It computes in float16 and bfloat16 only, and the model is in float32.",
            "Add --torch_dtype bfloat16.",
        )


def attention_kernel_takes_the_head_size(situation: Situation) -> Iterator[Finding]:
    """Kernels are compiled for some sizes of an attention head."""
    kernel, size = _kernel(situation), situation.model.denoiser.head_size
    if kernel is not None and kernel.head_sizes and size and size not in kernel.head_sizes:
        sizes = sorted(kernel.head_sizes)
        range_ = f"{sizes[0]} to {sizes[-1]}" if len(sizes) > 3 else ", ".join(map(str, sizes))
        yield _refusal(
            "ATTENTION_NEEDS_HEAD_SIZE",
            situation,
            f"It has kernels for heads of {range_}; this model's have {size}.",
            INSTEAD,
        )


def _kernel(situation: Situation) -> Kernel | None:
    attention = situation.plan.attention
    return kernel_called(attention.backend) if isinstance(attention, KernelAttention) else None


def _refusal(rule: str, situation: Situation, reason: str, suggestion: str) -> Finding:
    return Finding(
        rule,
        Verdict.REFUSES,
        Technique.ATTENTION_BACKEND,
        str(situation.plan.attention),
        reason,
        suggestion,
    )
