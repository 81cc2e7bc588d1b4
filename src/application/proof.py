"""No picture is handed out while something that was asked for has no evidence."""

from ..domain.errors import EngineFailed
from ..domain.receipt import PlanReceipt, PlanRefused


def insist_on_proof(receipt: PlanReceipt) -> None:
    """Break off unless a probe has spoken of all that was planned, and refused nothing.

    Raises:
        PlanRefused: a probe found that something is not in force.
        EngineFailed: no probe spoke of something.
    """
    if receipt.refusals:
        raise PlanRefused(receipt)
    if receipt.unproven:
        names = ", ".join(outcome.optimization for outcome in receipt.unproven)
        raise EngineFailed(
            f"No probe confirmed {names} on the loaded model.",
            "This is a defect of diffgentor; leave the option out and report it.",
        )
