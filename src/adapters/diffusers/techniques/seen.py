"""What a probe saw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a technique is in force as the plan wants it, and by what one can tell."""

    as_planned: bool
    evidence: str
