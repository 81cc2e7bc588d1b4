"""Attention kernels."""

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from ..attention import (
    KERNELS_BY_NAME,
    SAGE,
    SAGE_1,
    Kernel,
    KernelAttention,
    kernel_called,
    lacks_device,
    lacks_package,
)
from ..compilation import NoCompilation
from ..host import DeviceKind
from ..precision import Precision
from ..technique import Technique
from ..version import at_least
from .finding import Finding, Mend, Verdict
from .situation import Situation

SAGE_1_TOKENS = 3150
"""From here on less than a fiftieth of the keys is filled in."""

INSTEAD = "Use --attention_backend native, or leave it out."


def one_attention_at_a_time(situation: Situation) -> Iterator[Finding]:
    """Each attention module has one processor with one kernel."""
    asked = situation.asked.attentions
    if len(asked) > 1:
        yield _refusal(
            "ATTENTION_EXCLUSIVE",
            situation,
            f"Only one attention can be in force at a time, and {' and '.join(map(str, asked))} "
            "are asked for.",
            f"Keep one of them, such as {asked[-1]}.",
            lambda plan: replace(plan, attentions=plan.attentions[-1:]),
        )


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
    kernel, compilation = _kernel(situation), situation.plan.compilation
    if kernel is not None and kernel.name == "flex" and isinstance(compilation, NoCompilation):
        yield Finding(
            "ATTENTION_FLEX_UNCOMPILED",
            Verdict.DEGRADES,
            Technique.ATTENTION_BACKEND,
            str(situation.plan.attention),
            "Without torch.compile flex attention materializes the whole matrix of scores, which "
            "is slower and larger than native attention.",
            "Add --enable_compile, or use --attention_backend native.",
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


def older_sage_needs_a_larger_picture(situation: Situation) -> Iterator[Finding]:
    """Version 1 computes a last, partly filled block of 64 keys wrongly (measured on 1.0.6).

    What it lacks is filled with average keys, which is right to within its 8 bits where there are
    many others.
    """
    kernel, size = _kernel(situation), situation.request.size
    here = situation.host.packages.get(SAGE.package, SAGE.minimum)
    tokens = size.width * size.height // situation.model.size_multiple**2
    is_older = kernel is not None and kernel.name == "sage" and not at_least(here, SAGE.minimum)
    if is_older and tokens < SAGE_1_TOKENS:
        yield _refusal(
            "SAGE_1_NEEDS_A_LARGER_PICTURE",
            situation,
            f"sageattention {here} is exact enough from {SAGE_1_TOKENS} picture tokens on; "
            f"{size} makes {tokens}.",
            f"Draw larger, {INSTEAD[0].lower()}{INSTEAD[1:-1]}, or {SAGE.remedy}.",
        )


def older_sage_needs_triton(situation: Situation) -> Iterator[Finding]:
    """Its kernels are written in Triton, and it does not ask for it."""
    kernel, packages = _kernel(situation), situation.host.packages
    here = packages.get(SAGE.package, SAGE.minimum)
    is_older = kernel is not None and kernel.name == "sage" and not at_least(here, SAGE.minimum)
    if is_older and "triton" not in packages:
        yield _refusal(
            "SAGE_1_NEEDS_TRITON",
            situation,
            f"The kernels of sageattention {here} are compiled by triton, which is not installed.",
            f"To have it: {SAGE_1.remedy}. Without it: --attention_backend native.",
        )


def _kernel(situation: Situation) -> Kernel | None:
    attention = situation.plan.attention
    return kernel_called(attention.backend) if isinstance(attention, KernelAttention) else None


def _refusal(
    rule: str, situation: Situation, reason: str, suggestion: str, mend: Mend | None = None
) -> Finding:
    asked = situation.asked.attentions or (situation.plan.attention,)
    return Finding(
        rule,
        Verdict.REFUSES,
        Technique.ATTENTION_BACKEND,
        " and ".join(map(str, asked)),
        reason,
        suggestion,
        mend,
    )
