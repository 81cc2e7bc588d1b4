"""From what a probe saw to an outcome for the receipt."""

from ...domain.probe_rule import ProbeRule
from ...domain.receipt import Applied, Degraded, Outcome, Refused
from ...domain.technique import Technique
from .techniques.seen import Lesser, Seen


def outcome_of(technique: Technique, setting: str, seen: Seen | Lesser) -> Outcome:
    """Return APPLIED or DEGRADED with the evidence, or a refusal where the probe disagrees."""
    if isinstance(seen, Lesser):
        return Degraded(
            str(technique), setting, seen.rule, seen.reason, seen.suggestion, seen.evidence
        )
    if seen.as_planned:
        return Applied(str(technique), setting, seen.evidence)
    return Refused(
        str(technique),
        setting,
        ProbeRule.PROBE_DISAGREES,
        f"It was applied, and a look at the loaded model shows otherwise: {seen.evidence}.",
        "Leave it out for this model.",
    )
