"""From a plan and the rules' findings to a receipt, before anything is loaded."""

from .plan import techniques_to_answer
from .receipt import Degraded, Outcome, Planned, PlanReceipt, Refused
from .rules import Finding, Situation, Verdict, check


def planned_receipt(situation: Situation) -> PlanReceipt:
    """Return one outcome for every optimization asked for or in force.

    A refusal outweighs a degradation; of several equal findings about one optimization the
    reasons and suggestions are joined, so that nobody has to try again to learn of the next.
    """
    findings: dict[str, list[Finding]] = {}
    for finding in check(situation):
        findings.setdefault(finding.optimization, []).append(finding)
    settings = situation.plan.settings()
    outcomes = [
        _outcome(str(technique), settings[technique], findings.pop(str(technique), []))
        for technique in techniques_to_answer(situation.asked, situation.plan)
    ]
    outcomes += [_outcome(name, found[0].setting, found) for name, found in findings.items()]
    return PlanReceipt(tuple(outcomes), situation.plan.fingerprint)


def _outcome(optimization: str, setting: str, findings: list[Finding]) -> Outcome:
    refusals = [finding for finding in findings if finding.verdict is Verdict.REFUSES]
    decisive = refusals or findings
    if not decisive:
        return Planned(optimization, setting)
    kind = Refused if refusals else Degraded
    return kind(
        optimization,
        setting,
        decisive[0].rule,
        " ".join(finding.reason for finding in decisive),
        " ".join(finding.suggestion for finding in decisive),
    )
