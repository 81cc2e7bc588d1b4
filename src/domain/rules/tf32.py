"""TensorFloat-32."""

from collections.abc import Iterator

from ..plan import has_tf32
from ..precision import Precision
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def tf32_needs_ampere(situation: Situation) -> Iterator[Finding]:
    """TensorFloat-32 units exist from NVIDIA Ampere (compute capability 8.0) on."""
    if situation.plan.tf32 and not has_tf32(situation.device):
        yield Finding(
            "TF32_NEEDS_AMPERE",
            Verdict.REFUSES,
            Technique.TF32,
            "on",
            f"{situation.device} has no TensorFloat-32 units; "
            "NVIDIA GPUs of compute capability 8.0 and newer have.",
            "Leave --enable_tf32 out: it is on by default where the device has it.",
        )


def tf32_acts_on_float32(situation: Situation) -> Iterator[Finding]:
    """TF32 changes float32 products only; in half precision there are hardly any."""
    precision = situation.plan.precision
    asked_on = bool(situation.asked.tf32)
    if asked_on and has_tf32(situation.device) and precision is not Precision.FLOAT32:
        yield Finding(
            "TF32_ACTS_ON_FLOAT32",
            Verdict.DEGRADES,
            Technique.TF32,
            "on",
            f"The model computes in {precision}, and TF32 changes float32 products only.",
            "Use --torch_dtype float32 with TF32, or stay with half precision, which is faster.",
        )
