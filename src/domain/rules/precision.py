"""The precision of weights and computation."""

from collections.abc import Iterator

from ..host import DeviceKind
from ..plan import AMPERE
from ..precision import Precision
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def bfloat16_wants_ampere(situation: Situation) -> Iterator[Finding]:
    """Older NVIDIA GPUs have no bfloat16 units and imitate them in float32."""
    device, precision = situation.device, situation.plan.precision
    too_old = (device.compute_capability or AMPERE) < AMPERE
    if device.kind is DeviceKind.CUDA and too_old and precision is Precision.BFLOAT16:
        yield Finding(
            "BFLOAT16_WANTS_AMPERE",
            Verdict.DEGRADES,
            Technique.TORCH_DTYPE,
            str(precision),
            f"{device} has no bfloat16 units and computes it as slowly as float32.",
            "Use --torch_dtype float16.",
        )
