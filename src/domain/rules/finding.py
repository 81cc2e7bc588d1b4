"""What a rule says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ..asked_plan import AskedPlan
from .situation import Situation

Mend = Callable[[AskedPlan], AskedPlan]
"""Changes what was asked so that it meets one objection no more."""


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
        mend: what asks for nearly the same and meets no such objection; `None` where nothing less
            than leaving the optimization out will do.
    """

    rule: str
    verdict: Verdict
    optimization: str
    setting: str
    reason: str
    suggestion: str
    mend: Mend | None = field(default=None, compare=False)


Rule = Callable[[Situation], Iterator[Finding]]
