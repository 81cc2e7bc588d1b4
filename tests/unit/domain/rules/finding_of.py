"""What every finding must have, checked wherever a rule is expected to fire, and its mend."""

import re

from diffgentor.domain.nearest_plan import asking
from diffgentor.domain.rules import Finding, Rule, Situation


def finding_of(rule: Rule, situation: Situation) -> Finding:
    """Return the rule's only finding, once it has proved to be complete."""
    [finding] = rule(situation)
    assert re.fullmatch(r"[A-Z0-9]+(_[A-Z0-9]+)*", finding.rule), "an UPPER_SNAKE id"
    assert finding.reason.endswith(".")
    assert finding.suggestion.endswith(".")
    assert finding.optimization
    assert finding.setting
    return finding


def findings_once_mended(rule: Rule, situation: Situation) -> list[Finding]:
    """Return what the rule still finds where its own finding's mend is followed."""
    finding = finding_of(rule, situation)
    assert finding.mend is not None
    return list(rule(asking(situation, finding.mend(situation.asked))))
