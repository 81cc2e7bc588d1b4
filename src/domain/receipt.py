"""What became of each optimization, with the evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from .errors import DiffgentorError


class OutcomeStatus(StrEnum):
    """The four things that can become of an optimization."""

    PLANNED = "PLANNED"
    APPLIED = "APPLIED"
    DEGRADED = "DEGRADED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Planned:
    """It would work; nothing is loaded yet."""

    optimization: str
    setting: str
    origin: str = ""
    status: ClassVar[OutcomeStatus] = OutcomeStatus.PLANNED


@dataclass(frozen=True, slots=True)
class Applied:
    """It is in force; `evidence` is what a probe of the loaded pipeline saw.

    Raises:
        ValueError: there is no evidence.
    """

    optimization: str
    setting: str
    evidence: str
    origin: str = ""
    status: ClassVar[OutcomeStatus] = OutcomeStatus.APPLIED

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"{self.optimization} cannot be applied without evidence")


@dataclass(frozen=True, slots=True)
class Degraded:
    """It is in force in a lesser form, or without effect: `reason` says which and why.

    Before anything is loaded `evidence` is empty.
    """

    optimization: str
    setting: str
    rule: str
    reason: str
    suggestion: str
    evidence: str = ""
    origin: str = ""
    status: ClassVar[OutcomeStatus] = OutcomeStatus.DEGRADED


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not in force: `reason` says why and `suggestion` what to do."""

    optimization: str
    setting: str
    rule: str
    reason: str
    suggestion: str
    origin: str = ""
    status: ClassVar[OutcomeStatus] = OutcomeStatus.REFUSED


Outcome = Planned | Applied | Degraded | Refused
"""Each tells by `origin` where the choice came from: an option, a variable, a preset."""


@dataclass(frozen=True, slots=True)
class PlanReceipt:
    """One outcome for each optimization that was asked for or is in force."""

    outcomes: tuple[Outcome, ...]
    plan_fingerprint: str

    @property
    def refusals(self) -> tuple[Refused, ...]:
        """The outcomes that stop a run."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Refused))

    @property
    def unproven(self) -> tuple[Planned | Degraded, ...]:
        """The outcomes that no probe has spoken of yet."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if isinstance(outcome, Planned)
            or (isinstance(outcome, Degraded) and not outcome.evidence)
        )

    def proven_by(self, seen: Iterable[Outcome]) -> "PlanReceipt":
        """Return the receipt after a probe: what it saw stands in place of what was planned.

        What the rules had degraded stays degraded, now with the probe's evidence, and where a
        choice came from stays known. Of what nobody had planned, only what is not as it should be
        is added, at the end.
        """
        probed = {outcome.optimization: outcome for outcome in seen}
        outcomes = [
            _proven(planned, probed.pop(planned.optimization, planned))
            for planned in self.outcomes
        ]
        surprises = (one for one in probed.values() if isinstance(one, (Degraded, Refused)))
        return PlanReceipt((*outcomes, *surprises), self.plan_fingerprint)


def _proven(planned: Outcome, seen: Outcome) -> Outcome:
    if isinstance(planned, Degraded) and isinstance(seen, Applied):
        return replace(planned, evidence=seen.evidence)
    if isinstance(planned, Degraded) and isinstance(seen, Degraded):
        return replace(
            planned,
            reason=_both(planned.reason, seen.reason),
            suggestion=_both(planned.suggestion, seen.suggestion),
            evidence=seen.evidence,
        )
    return seen if seen is planned else replace(seen, origin=planned.origin)


def _both(one: str, other: str) -> str:
    """Join two texts, unless the first says the second already: every picture is probed."""
    return one if other in one else f"{one} {other}"


class PlanRefused(DiffgentorError):
    """A plan that cannot be in force as asked; `receipt` holds every reason."""

    def __init__(self, receipt: PlanReceipt) -> None:
        self.receipt = receipt
        lines = [
            f"{refusal.optimization} ({refusal.setting}) is refused: {refusal.reason} "
            f"[{refusal.rule}]\n{refusal.suggestion}"
            for refusal in receipt.refusals
        ]
        super().__init__("\n".join(lines))
