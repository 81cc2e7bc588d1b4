"""What the page about attention says of each kernel."""

from collections.abc import Iterator

from ....domain.attention import KERNELS_BY_NAME, XFORMERS, Kernel, XformersProcessors
from ....domain.shorthand import ATTENTION, SHORTHANDS
from ....domain.technique import Technique
from ..plan_flags import flags_of
from .page import code, said_in_short, table
from .requirement_text import needed


def attentions(technique: Technique) -> Iterator[str]:
    """Yield the kernels of diffusers' dispatch, and what is not among them."""
    yield from ("", "## Kernels", "")
    yield "By `--attention_backend NAME`, or `--optimize` with the name and `_attention` behind"
    yield f"it, such as `flash{ATTENTION}`. They act where the denoiser's attention goes through"
    yield "diffusers' dispatch."
    yield ""
    yield from table(
        ("name", "devices", "compute capability", "precision on a GPU", "head sizes", "needs"),
        (_kernel(kernel) for kernel in KERNELS_BY_NAME.values()),
    )
    yield ""
    yield "Names that end in `_hub` are fetched by the package `kernels` when they are first used."
    yield "Of sageattention, versions before 2.1.1 are put in diffusers' dispatch by diffgentor"
    yield "([decision 13](../../decisions/0013-sage-attention-1.md))."
    yield from ("", "## For UNets", "")
    yield from table(
        ("in `--optimize`", "option", "what it does", "needs"),
        (
            (
                code(word),
                code(flags_of(asked)),
                said_in_short(XformersProcessors),
                needed(XFORMERS),
            )
            for word, asked in SHORTHANDS.items()
            if asked.attentions == (XformersProcessors(),)
        ),
    )


def _kernel(kernel: Kernel) -> tuple[str, ...]:
    return (
        code(kernel.name.lstrip("_")),
        ", ".join(sorted(kernel.devices)) or "others",
        ".".join(map(str, kernel.capability or ())),
        "float16, bfloat16" if kernel.half_only else "",
        _sizes(kernel.head_sizes),
        needed(kernel.requirement),
    )


def _sizes(sizes: frozenset[int] | None) -> str:
    """Return a few sizes one by one, and many as a range with its step."""
    if not sizes:
        return ""
    inorder = sorted(sizes)
    if len(inorder) <= 3:
        return ", ".join(map(str, inorder))
    return f"{inorder[0]} to {inorder[-1]}, by {inorder[1] - inorder[0]}"
