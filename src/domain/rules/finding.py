"""What a rule says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .situation import Situation


class Verdict(StrEnum):
    """Whether a finding stops the run, or is told beside the picture."""

    REFUSES = "refuses"
    DEGRADES = "degrades"


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection to one optimization.

    Attributes:
        rule: the rule's identifier, UPPER_SNAKE_CASE.
        optimization: a technique's name, or an option's.
        reason: what is in the way, one sentence.
        suggestion: what to do, one sentence.
    """

    rule: str
    verdict: Verdict
    optimization: str
    setting: str
    reason: str
    suggestion: str


Rule = Callable[[Situation], Iterator[Finding]]
