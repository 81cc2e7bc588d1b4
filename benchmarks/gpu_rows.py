"""The rows of the table: what is measured, in an order that puts the long and the risky last."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from benchmarks.gpu_model import STEPS
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import (
    KERNELS_BY_NAME,
    Attention,
    Kernel,
    KernelAttention,
    XformersProcessors,
)
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.compilation import (
    CompileBackend,
    CompileMode,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.mag_ratios import FLUX
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.precision import Precision
from diffgentor.domain.step_cache import STEP_CACHES, MagCache
from diffgentor.domain.technique import Technique

NATIVE = "native"
FLOAT32 = "float32"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to measure.

    Attributes:
        steps: of the one picture that is drawn, of which the first two are warm-up.
        allowance_seconds: the row begins only if that much time is left. A guess, for one of the
            faster GPUs.
        reference: the row whose first step's output this one's is compared with, or `None`.
        is_long: whether `--quick` leaves it out.
        around: is in force while the picture is drawn.
    """

    name: str
    technique: Technique
    asked: AskedPlan
    steps: int = 8
    allowance_seconds: float = 12.0
    reference: str | None = NATIVE
    is_long: bool = False
    around: Callable[[], AbstractContextManager[None]] = nullcontext


def rows(compiler: CompileBackend) -> tuple[Row, ...]:
    """Return all rows, those of one load-time plan next to each other."""
    kernels = [kernel for kernel in KERNELS_BY_NAME.values() if kernel.name != NATIVE]
    return (
        Row(NATIVE, Technique.ATTENTION_BACKEND, _asked(), allowance_seconds=30, reference=None),
        Row(
            "control: attention that answers with the average",
            Technique.ATTENTION_BACKEND,
            _asked(),
            steps=3,
            around=averaging_attention,
        ),
        *_caches(),
        *(_attention(kernel) for kernel in kernels if kernel.requirement is None),
        Row("fuse_qkv", Technique.FUSE_QKV, _asked(fuse_qkv=True)),
        Row(
            "layerwise casting, float8_e4m3fn",
            Technique.LAYERWISE_CASTING,
            _asked(casting=AskedCasting()),
        ),
        *_float32(),
        *(_attention(kernel) for kernel in kernels if kernel.requirement is not None),
        _row_of("xformers_processors", XformersProcessors()),
        *_offloads(),
        *_compilations(compiler),
        _offload("sequential", SequentialOffload(), allowance_seconds=90, is_long=True),
    )


@contextmanager
def averaging_attention() -> Iterator[None]:
    """Put something wrong in the place of native attention: shows that the check would see it."""
    backends = _AttentionBackendRegistry._backends
    native = backends[AttentionBackendName.NATIVE]
    backends[AttentionBackendName.NATIVE] = _average
    try:
        yield
    finally:
        backends[AttentionBackendName.NATIVE] = native


def _average(query: torch.Tensor, value: torch.Tensor, **_: Any) -> torch.Tensor:
    return value.mean(dim=1, keepdim=True).expand_as(query)


def _asked(precision: Precision = Precision.BFLOAT16, **choices: Any) -> AskedPlan:
    return AskedPlan(precision=precision, **choices)


def _attention(kernel: Kernel) -> Row:
    # Both write out the whole matrix of scores.
    is_slow = kernel.name in ("flex", "_native_math")
    return _row_of(kernel.name, KernelAttention(kernel.name), 25 if is_slow else 12)


def _row_of(name: str, attention: Attention, allowance_seconds: float = 12) -> Row:
    return Row(
        f"attention {name}",
        Technique.ATTENTION_BACKEND,
        _asked(attentions=(attention,)),
        allowance_seconds=allowance_seconds,
    )


def _caches() -> Iterator[Row]:
    """At their defaults; MagCache's have to name the model. Their first step skips nothing."""
    for name, kind in STEP_CACHES.items():
        cache = MagCache(ratios=FLUX) if kind is MagCache else kind()
        yield Row(
            f"cache {name}",
            Technique.CACHE,
            _asked(caches=(cache,)),
            steps=STEPS,
            allowance_seconds=20,
            reference=None,
        )


def _float32() -> Iterator[Row]:
    """The first says how far bfloat16 itself is off, and is what TF32 is compared with."""
    for name, tf32, reference in ((FLOAT32, False, NATIVE), ("float32 with TF32", True, FLOAT32)):
        yield Row(
            name,
            Technique.TF32,
            _asked(Precision.FLOAT32, tf32=tf32),
            steps=4,
            allowance_seconds=40,
            reference=reference,
        )


def _offloads() -> Iterator[Row]:
    yield _offload("model", ModelOffload())
    yield _offload("group, block_level", GroupOffload(GroupType.BLOCK_LEVEL))
    yield _offload(
        "group, leaf_level with stream", GroupOffload(GroupType.LEAF_LEVEL, stream=True)
    )


def _offload(
    name: str, offload: Offload, allowance_seconds: float = 45, is_long: bool = False
) -> Row:
    return Row(
        f"offload {name}",
        Technique.OFFLOAD,
        _asked(offloads=(offload,)),
        steps=4,
        allowance_seconds=allowance_seconds,
        is_long=is_long,
    )


def _compilations(backend: CompileBackend) -> Iterator[Row]:
    quicker = RegionalCompilation(CompileMode.DEFAULT, backend=backend)
    tuned = RegionalCompilation(backend=backend)
    whole = WholeCompilation(CompileMode.DEFAULT, backend=backend)
    flex = (KernelAttention("flex"),)
    for name, allowance_seconds, is_long, choices in (
        ("regional, mode default", 60, False, {"compilation": quicker}),
        ("whole, mode default", 120, True, {"compilation": whole}),
        (f"regional, mode {tuned.mode}", 120, True, {"compilation": tuned}),
        ("regional, mode default, attention flex", 60, True,
         {"compilation": quicker, "attentions": flex}),
    ):  # fmt: skip
        yield Row(
            f"compile {name}",
            Technique.COMPILE,
            _asked(**choices),
            allowance_seconds=allowance_seconds,
            is_long=is_long,
        )
