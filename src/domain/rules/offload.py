"""Offloading of weights to the CPU's memory."""

from collections.abc import Iterator
from dataclasses import replace

from ..casting import LayerwiseCasting
from ..host import DeviceKind
from ..offload import GroupOffload, GroupType, ModelOffload, NoOffload, SequentialOffload
from ..technique import Technique
from .finding import Finding, Mend, Verdict
from .situation import Situation


def one_offload_at_a_time(situation: Situation) -> Iterator[Finding]:
    """Each mode moves the weights its own way, and two would move them from under each other."""
    asked = situation.asked.offloads
    if len(asked) > 1:
        names = " and ".join(str(offload) for offload in asked)
        yield _refusal(
            "OFFLOAD_EXCLUSIVE",
            situation,
            f"Only one way of offloading can be in force at a time, and {names} are asked for.",
            f"Keep one of them, such as {asked[-1]}.",
            lambda plan: replace(plan, offloads=plan.offloads[-1:]),
        )


def offloading_needs_an_accelerator(situation: Situation) -> Iterator[Finding]:
    """On a CPU there is nowhere to bring weights to."""
    on_a_cpu = situation.device.kind is DeviceKind.CPU
    if on_a_cpu and isinstance(situation.plan.offload, ModelOffload | SequentialOffload):
        yield _refusal(
            "OFFLOAD_NEEDS_AN_ACCELERATOR",
            situation,
            "The model draws on the CPU, where its weights are already.",
            "Leave offloading out; for less memory use --torch_dtype bfloat16 or "
            "--enable_layerwise_casting.",
        )


def group_offloading_saves_nothing_on_a_cpu(situation: Situation) -> Iterator[Finding]:
    """It runs on a CPU, from the CPU's memory into the CPU's memory."""
    offload = situation.plan.offload
    on_a_cpu = situation.device.kind is DeviceKind.CPU
    if on_a_cpu and isinstance(offload, GroupOffload) and not offload.stream:
        yield Finding(
            "OFFLOAD_SAVES_NOTHING_ON_A_CPU",
            Verdict.DEGRADES,
            Technique.OFFLOAD,
            str(offload),
            "The model draws on the CPU, where its weights are already, so no memory is saved.",
            "Leave offloading out.",
        )


def leaves_have_no_blocks(situation: Situation) -> Iterator[Finding]:
    """A number of blocks has nothing to count where single layers come and go."""
    offload = situation.plan.offload
    if (
        isinstance(offload, GroupOffload)
        and offload.type is GroupType.LEAF_LEVEL
        and offload.blocks != 1
    ):
        yield Finding(
            "OFFLOAD_LEAVES_HAVE_NO_BLOCKS",
            Verdict.DEGRADES,
            Technique.OFFLOAD,
            str(offload),
            f"Single layers come and go, so groups of {offload.blocks} blocks have no effect.",
            "Set DG_GROUP_OFFLOAD_TYPE=block_level, or unset DG_GROUP_OFFLOAD_BLOCKS.",
        )


def offload_streams_need_cuda(situation: Situation) -> Iterator[Finding]:
    """Fetching beside computing takes a device whose torch backend has streams."""
    offload = situation.plan.offload
    has_streams = situation.device.kind in (DeviceKind.CUDA, DeviceKind.XPU)
    if isinstance(offload, GroupOffload) and offload.stream and not has_streams:
        yield _refusal(
            "OFFLOAD_STREAM_NEEDS_CUDA",
            situation,
            f"{situation.device} has no streams to fetch the next group with.",
            "Set DG_GROUP_OFFLOAD_STREAM=off.",
            lambda plan: replace(plan, offloads=(replace(offload, stream=False),)),
        )


def sequential_offloading_excludes_casting(situation: Situation) -> Iterator[Finding]:
    """Both replace each layer's weights around its computation, one inside of the other."""
    plan = situation.plan
    if isinstance(plan.offload, SequentialOffload) and isinstance(plan.casting, LayerwiseCasting):
        yield _refusal(
            "OFFLOAD_SEQUENTIAL_EXCLUDES_CASTING",
            situation,
            "Sequential offloading and layerwise casting both replace each layer's weights while "
            "it computes.",
            "Use --enable_group_offloading with DG_GROUP_OFFLOAD_TYPE=leaf_level, which goes with "
            "casting.",
        )


def _refusal(
    rule: str, situation: Situation, reason: str, suggestion: str, mend: Mend | None = None
) -> Finding:
    setting = " and ".join(map(str, situation.asked.offloads)) or str(NoOffload())
    return Finding(rule, Verdict.REFUSES, Technique.OFFLOAD, setting, reason, suggestion, mend)
