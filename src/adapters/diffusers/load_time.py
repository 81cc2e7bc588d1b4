"""The load-time part of a plan: put in force in the order that works, then probed."""

from typing import Any

from ...domain.casting import LayerwiseCasting
from ...domain.host import Device
from ...domain.plan import OptimizationPlan
from ...domain.probe_rule import ProbeRule
from ...domain.receipt import Applied, Degraded, Outcome, Refused
from ...domain.technique import Technique
from .techniques import attention_backend, fuse_qkv, layerwise_casting, tf32, torch_dtype
from .techniques.seen import Lesser, Seen


def apply_load_time(denoiser: Any, plan: OptimizationPlan, device: Device) -> None:
    """Put the plan's load-time techniques in force; the precision is already that of the weights.

    Fusion comes before the choice of attention, since it puts other processors in place, and
    before casting, since narrow weights cannot be fused.
    """
    tf32.apply(plan.tf32, device)
    if plan.fuse_qkv:
        fuse_qkv.apply(denoiser)
    attention_backend.apply(denoiser, plan.attention)
    if isinstance(plan.casting, LayerwiseCasting):
        layerwise_casting.apply(denoiser, plan.casting)


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
        Technique.ATTENTION_BACKEND: attention_backend.probe(denoiser, plan.attention),
        Technique.LAYERWISE_CASTING: layerwise_casting.probe(denoiser, plan.casting),
    }
    settings = plan.settings()
    return tuple(
        outcome_of(technique, settings[technique], what) for technique, what in seen.items()
    )


def outcome_of(technique: Technique, setting: str, seen: Seen | Lesser) -> Outcome:
    """Return APPLIED or DEGRADED with the evidence, or a refusal where the probe disagrees."""
    if isinstance(seen, Lesser):
        return Degraded(
            str(technique), setting, seen.rule, seen.reason, seen.suggestion, seen.evidence
        )
    if seen.as_planned:
        return Applied(str(technique), setting, seen.evidence)
    return Refused(
        str(technique),
        setting,
        ProbeRule.PROBE_DISAGREES,
        f"It was applied, and a look at the loaded model shows otherwise: {seen.evidence}.",
        "Leave it out for this model.",
    )
