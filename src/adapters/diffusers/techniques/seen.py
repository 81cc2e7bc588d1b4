"""What a probe saw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a technique is in force as the plan wants it, and by what one can tell."""

    as_planned: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Lesser:
    """A technique is in force in part or without effect, for a reason that lies in the model."""

    rule: str
    reason: str
    suggestion: str
    evidence: str
