"""The plan nearest to what was asked that no rule refuses."""

from collections.abc import Iterator
from dataclasses import replace

from .asked_plan import AskedPlan, without
from .plan import plan_for
from .rules import Finding, Situation, Verdict, check
from .rules.finding import Mend


def nearest_plan(situation: Situation) -> Situation:
    """Mend what is refused, or else leave it out, until nothing is refused.

    Every round asks for less, or mends by a rule that has not mended before, so it ends. Two mends
    of one choice would undo each other, so a round does one of them. Where nothing was refused,
    the same situation comes back.
    """
    mended = set[str]()
    while refusals := tuple(_refusals(situation)):
        asked = situation.asked
        for optimization in dict.fromkeys(finding.optimization for finding in refusals):
            mend = _mend(refusals, optimization, mended)
            asked = without(asked, optimization) if mend is None else mend(asked)
        if asked == situation.asked:
            return situation
        situation = asking(situation, asked)
    return situation


def asking(situation: Situation, asked: AskedPlan) -> Situation:
    """Return the same situation with something else asked for."""
    return replace(situation, asked=asked, plan=plan_for(situation.device, asked))


def _refusals(situation: Situation) -> Iterator[Finding]:
    return (one for one in check(situation) if one.verdict is Verdict.REFUSES)


def _mend(refusals: tuple[Finding, ...], optimization: str, mended: set[str]) -> Mend | None:
    """Return the first mend of the optimization that was not tried yet, and remember its rule."""
    for finding in refusals:
        is_new = finding.optimization == optimization and finding.rule not in mended
        if is_new and finding.mend is not None:
            mended.add(finding.rule)
            return finding.mend
    return None
