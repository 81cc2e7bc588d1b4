"""Layerwise casting."""

from collections.abc import Iterator

from ..casting import LayerwiseCasting
from ..host import DeviceKind
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def casting_computes_in_the_precision_of_the_plan(situation: Situation) -> Iterator[Finding]:
    """The rest of the pipeline hands the layers tensors of its own type, and they must agree."""
    plan = situation.plan
    casting = plan.casting
    if isinstance(casting, LayerwiseCasting) and casting.compute is not plan.precision:
        yield Finding(
            "CASTING_COMPUTES_IN_TORCH_DTYPE",
            Verdict.REFUSES,
            Technique.LAYERWISE_CASTING,
            str(casting),
            f"The pipeline's tensors are {plan.precision}, so layers that compute in "
            f"{casting.compute} cannot take them.",
            f"Set DG_COMPUTE_DTYPE={plan.precision} or --torch_dtype {casting.compute}.",
        )


def casting_needs_a_narrower_storage(situation: Situation) -> Iterator[Finding]:
    """Weights kept as wide as they are computed with save nothing."""
    casting = situation.plan.casting
    if isinstance(casting, LayerwiseCasting) and casting.storage.bytes >= casting.compute.bytes:
        yield Finding(
            "CASTING_NEEDS_NARROWER_STORAGE",
            Verdict.REFUSES,
            Technique.LAYERWISE_CASTING,
            str(casting),
            f"Keeping weights in {casting.storage} saves nothing where they are computed in "
            f"{casting.compute}.",
            "Set DG_STORAGE_DTYPE=float8_e4m3fn.",
        )


def float8_is_absent_on_mps(situation: Situation) -> Iterator[Finding]:
    """Metal has no 8-bit floating-point type."""
    casting = situation.plan.casting
    if (
        isinstance(casting, LayerwiseCasting)
        and casting.storage.bytes == 1
        and situation.device.kind is DeviceKind.MPS
    ):
        yield Finding(
            "FLOAT8_ABSENT_ON_MPS",
            Verdict.REFUSES,
            Technique.LAYERWISE_CASTING,
            str(casting),
            f"{situation.device} has no 8-bit floating-point type.",
            "Set DG_STORAGE_DTYPE=bfloat16 with --torch_dtype float32, or leave it out.",
        )
