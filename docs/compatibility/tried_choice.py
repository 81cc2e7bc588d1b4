"""Every choice that the compatibility page speaks of, and what the rules say of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from diffgentor.domain.asked_plan import FIELDS, AskedPlan, laid_over, said_about
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.nearest_plan import asking
from diffgentor.domain.plan import plan_for
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.rules import Finding, Situation, Verdict, check
from diffgentor.domain.setting import choice_with
from diffgentor.domain.shorthand import SHORTHANDS
from diffgentor.domain.technique import Technique
from diffgentor.entrypoints.cli.reference.equipped import equipped_host

PICTURES = 4
"""So many are asked for, so that a batch can be one."""


@dataclass(frozen=True, slots=True, eq=False)
class TriedChoice:
    """A choice of one technique, under the word that asks for it.

    Attributes:
        setting: `name=value` where the choice is not as by default.
    """

    word: str
    asked: AskedPlan
    setting: str = ""

    @property
    def technique(self) -> Technique:
        """What it is a choice of."""
        [technique] = said_about(self.asked)
        return technique


_SETTINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "group_offloading": (("type", "leaf_level"), ("stream", "on")),
    "compile": (("fullgraph", "on"), ("mode", "reduce-overhead")),
    "compile_regional": (("fullgraph", "on"),),
    "taylor_seer": (("lite", "on"), ("lite", "off")),
    "mag_cache": (("ratios", "flux"),),
}
"""Settings that change what a rule says, by the word that they belong to."""


def tried_choices() -> Iterator[TriedChoice]:
    """Yield all, in the order of `--optimize`'s words."""
    for word, asked in SHORTHANDS.items():
        yield TriedChoice(word, asked)
        for name, value in _SETTINGS.get(word, ()):
            with_setting = _with(asked, name, value)
            if with_setting != asked:
                yield TriedChoice(word, with_setting, f"{name}={value}")
    yield TriedChoice(f"--batch_size {PICTURES}", AskedPlan(batch_size=PICTURES))


def situation_on(model: ModelProfile, device: Device) -> Situation:
    """Return a request with nothing asked of the plan, where no package is missing."""
    nothing = AskedPlan()
    request = request_for(model, AskedRequest("a lighthouse at dusk", pictures=PICTURES), seed=0)
    plan = plan_for(device, nothing)
    return Situation(plan, nothing, model, equipped_host(device), device, request)


def findings_about(situation: Situation, *asked: AskedPlan) -> tuple[Finding, ...]:
    """Return what the rules say where choices of different techniques are asked for together."""
    return check(asking(situation, laid_over(asked)))


def is_refused(findings: Iterable[Finding]) -> bool:
    """Return whether a finding among them refuses."""
    return any(finding.verdict is Verdict.REFUSES for finding in findings)


def _with(asked: AskedPlan, name: str, value: str) -> AskedPlan:
    """Return the same with one setting of the choice that is asked for."""
    [technique] = said_about(asked)
    said = getattr(asked, FIELDS[technique])
    choice = said[0] if isinstance(said, tuple) else said
    changed = choice_with(type(choice), {name: value})
    now: dict[str, Any] = {FIELDS[technique]: (changed,) if said == (choice,) else changed}
    return replace(asked, **now)
