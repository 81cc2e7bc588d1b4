"""What every finding must have, checked wherever a rule is expected to fire."""

import re

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
