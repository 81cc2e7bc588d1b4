"""The load-time part of a plan: put in force in the order that works, then probed."""

from typing import Any, assert_never

from ...domain.attention import Attention, KernelAttention, XformersProcessors
from ...domain.casting import LayerwiseCasting
from ...domain.host import Device
from ...domain.offload import GroupOffload, ModelOffload, NoOffload, Offload, SequentialOffload
from ...domain.plan import OptimizationPlan
from ...domain.receipt import Outcome
from ...domain.technique import Technique
from .other_libraries import OtherLibraries
from .outcome import outcome_of
from .techniques import (
    attention_backend,
    compilation,
    fuse_qkv,
    group_offload,
    layerwise_casting,
    model_offload,
    offload_census,
    sequential_offload,
    tf32,
    torch_dtype,
    xformers_processors,
)
from .techniques.seen import Lesser, Seen


def apply_load_time(
    pipeline: Any,
    denoiser: Any,
    plan: OptimizationPlan,
    device: Device,
    libraries: OtherLibraries,
) -> None:
    """Put the plan's load-time techniques in force; the precision is already that of the weights.

    Fusion comes before the choice of attention, since it puts other processors in place, and
    before casting, since narrow weights cannot be fused. Offloading comes last: its hooks have to
    be the outermost, so that weights are on the device before anything touches them.
    """
    tf32.apply(plan.tf32, device)
    if plan.fuse_qkv:
        fuse_qkv.apply(denoiser)
    _apply_attention(denoiser, plan.attention, libraries)
    if isinstance(plan.casting, LayerwiseCasting):
        layerwise_casting.apply(denoiser, plan.casting)
    compilation.apply(pipeline, denoiser, plan.compilation)
    _apply_offload(pipeline, plan.offload, device)


def probe_load_time(
    pipeline: Any, denoiser: Any, plan: OptimizationPlan, device: Device
) -> tuple[Outcome, ...]:
    """Return what is in force on the loaded pipeline, for every load-time technique."""
    seen: dict[Technique, Seen | Lesser] = {
        Technique.TORCH_DTYPE: torch_dtype.probe(
            pipeline, plan.precision, layerwise_casting.kept_narrow(plan.casting)
        ),
        Technique.TF32: tf32.probe(plan.tf32, device),
        Technique.FUSE_QKV: fuse_qkv.probe(denoiser, plan.fuse_qkv),
        Technique.ATTENTION_BACKEND: _probe_attention(denoiser, plan),
        Technique.LAYERWISE_CASTING: layerwise_casting.probe(denoiser, plan.casting),
        Technique.OFFLOAD: _probe_offload(pipeline, plan.offload),
        Technique.COMPILE: compilation.probe(pipeline, denoiser, plan.compilation),
    }
    settings = plan.settings()
    return tuple(
        outcome_of(technique, settings[technique], what) for technique, what in seen.items()
    )


def _apply_attention(denoiser: Any, attention: Attention, libraries: OtherLibraries) -> None:
    match attention:
        case XformersProcessors():
            xformers_processors.apply(denoiser)
        case KernelAttention(backend="sage") if attention_backend.has_older_sage():
            libraries.use_older_sage(denoiser)
        case _:
            attention_backend.apply(denoiser, attention)


def _apply_offload(pipeline: Any, offload: Offload, device: Device) -> None:
    match offload:
        case NoOffload():
            return
        case ModelOffload():
            model_offload.apply(pipeline, device)
        case SequentialOffload():
            sequential_offload.apply(pipeline, device)
        case GroupOffload():
            group_offload.apply(pipeline, offload, device)
        case _:
            assert_never(offload)


def _probe_offload(pipeline: Any, offload: Offload) -> Seen:
    match offload:
        case NoOffload():
            return offload_census.probe_none(pipeline)
        case ModelOffload():
            return model_offload.probe(pipeline)
        case SequentialOffload():
            return sequential_offload.probe(pipeline)
        case GroupOffload():
            return group_offload.probe(pipeline, offload)
        case _:
            assert_never(offload)


def _probe_attention(denoiser: Any, plan: OptimizationPlan) -> Seen | Lesser:
    if isinstance(plan.attention, XformersProcessors):
        return xformers_processors.probe(denoiser)
    return attention_backend.probe(denoiser, plan.attention)
