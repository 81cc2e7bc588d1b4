"""From a plan and the rules' findings to a receipt, before anything is loaded."""

from dataclasses import replace

from .plan import techniques_to_answer
from .receipt import Degraded, Outcome, Planned, PlanReceipt, Refused
from .rules import Finding, Situation, Verdict, check
from .technique import Technique

BY_DEFAULT = "default"
"""The origin of a choice that nobody made."""


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
        replace(
            _outcome(str(technique), settings[technique], findings.pop(str(technique), [])),
            origin=situation.asked.origins.get(technique, BY_DEFAULT),
        )
        for technique in techniques_to_answer(situation.asked, situation.plan)
    ]
    outcomes += [_outcome(name, found[0].setting, found) for name, found in findings.items()]
    return PlanReceipt(tuple(outcomes), situation.plan.fingerprint)


def degraded_receipt(refused: PlanReceipt, nearest: Situation) -> PlanReceipt:
    """Return the receipt of the nearest plan, with a line for all that it had to change.

    What was refused is told as degraded: to what, and by which rule.
    """
    kept = {outcome.optimization: outcome for outcome in planned_receipt(nearest).outcomes}
    settings = nearest.plan.settings()
    outcomes = [
        _lesser(outcome, settings, kept.get(outcome.optimization))
        if isinstance(outcome, Refused)
        else kept[outcome.optimization]
        for outcome in refused.outcomes
        if isinstance(outcome, Refused) or outcome.optimization in kept
    ]
    told = {outcome.optimization for outcome in outcomes}
    outcomes += [outcome for name, outcome in kept.items() if name not in told]
    return PlanReceipt(tuple(outcomes), nearest.plan.fingerprint)


def _lesser(refusal: Refused, settings: dict[Technique, str], kept: Outcome | None) -> Degraded:
    now = settings.get(Technique(refusal.optimization)) if _is_technique(refusal) else None
    change = f"{refusal.setting} became {now}" if now else "it was left out"
    # What took its place may have an objection of its own.
    more = f" {kept.reason}" if isinstance(kept, Degraded) else ""
    return Degraded(
        refusal.optimization,
        now or "left out",
        refusal.rule,
        f"{refusal.reason} So {change}.{more}",
        refusal.suggestion,
        evidence="it is not part of the plan" if now in (None, "off") else "",
        origin=refusal.origin,
    )


def _is_technique(refusal: Refused) -> bool:
    return refusal.optimization in set(Technique)


def _outcome(optimization: str, setting: str, findings: list[Finding]) -> Outcome:
    refusals = [finding for finding in findings if finding.verdict is Verdict.REFUSES]
    decisive = refusals or findings
    if not decisive:
        return Planned(optimization, setting)
    kind = Refused if refusals else Degraded
    return kind(
        optimization,
        decisive[0].setting,
        decisive[0].rule,
        " ".join(finding.reason for finding in decisive),
        " ".join(dict.fromkeys(finding.suggestion for finding in decisive)),
    )
