"""Receipts as the contract's messages."""

from ...domain.provenance_json import outcome_fields
from ...domain.receipt import Outcome, PlanReceipt
from .v1 import plan_pb2


def to_receipt(receipt: PlanReceipt) -> plan_pb2.PlanReceipt:
    """Return every outcome in its order, and the plan's fingerprint."""
    return plan_pb2.PlanReceipt(
        outcomes=[to_outcome(outcome) for outcome in receipt.outcomes],
        plan_fingerprint=receipt.plan_fingerprint,
    )


def to_outcome(outcome: Outcome) -> plan_pb2.OptimizationOutcome:
    """Return one outcome; what its kind does not have stays empty."""
    fields = outcome_fields(outcome)
    return plan_pb2.OptimizationOutcome(
        optimization=fields["optimization"],
        setting=fields["setting"],
        status=plan_pb2.OutcomeStatus.Value(f"OUTCOME_STATUS_{fields['status']}"),
        rule=fields.get("rule", ""),
        reason=fields.get("reason", ""),
        suggestion=fields.get("suggestion", ""),
        evidence=fields.get("evidence", ""),
        origin=fields["origin"],
    )
