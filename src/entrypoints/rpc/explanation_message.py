"""An explained plan as the contract's message."""

from ...application.explain_plan import Explanation
from ...domain.memory_estimate import MemoryEstimate
from .plan_message import to_plan
from .receipt_message import to_receipt
from .v1 import plan_pb2, plan_service_pb2


def to_explanation(explanation: Explanation) -> plan_service_pb2.ExplainPlanResponse:
    """Return the receipt, the nearest plan with no refusal, and its memory."""
    return plan_service_pb2.ExplainPlanResponse(
        receipt=to_receipt(explanation.receipt),
        suggested=to_plan(explanation.suggested.plan),
        memory=to_memory(explanation.memory),
    )


def to_memory(estimate: MemoryEstimate) -> plan_pb2.MemoryEstimate:
    """Return what a plan needs, by component and together."""
    return plan_pb2.MemoryEstimate(
        weights_bytes=estimate.weights_bytes,
        peak_bytes=estimate.peak_bytes,
        resident_bytes=estimate.resident_bytes,
        basis=estimate.basis,
        components=[
            plan_pb2.ComponentMemory(role=one.role, weights_bytes=one.weight_bytes)
            for one in estimate.components
        ],
    )
