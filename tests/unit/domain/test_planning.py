from hypothesis import given

from diffgentor.domain.attention import KernelAttention
from diffgentor.domain.host import Device
from diffgentor.domain.plan import AskedPlan, UnbuiltOption, plan_for, techniques_to_answer
from diffgentor.domain.planning import planned_receipt
from diffgentor.domain.receipt import Degraded, OutcomeStatus, Planned
from diffgentor.domain.rules import Verdict, check
from tests.fakes.builders import a_device, a_gpu, a_plan, a_situation
from tests.unit.arbitrary import asked_plans, devices


@given(devices, asked_plans)
def test_every_optimization_asked_for_or_in_force_has_one_outcome(
    device: Device, asked: AskedPlan
) -> None:
    plan = plan_for(device, asked)

    receipt = planned_receipt(a_situation(plan, asked, device=device))

    answered = [outcome.optimization for outcome in receipt.outcomes]
    assert len(answered) == len(set(answered))
    assert set(answered) == {
        *map(str, techniques_to_answer(asked, plan)),
        *(unbuilt.option for unbuilt in asked.unbuilt),
    }
    assert receipt.plan_fingerprint == plan.fingerprint


@given(devices, asked_plans)
def test_an_outcome_is_as_bad_as_the_worst_finding_about_it(
    device: Device, asked: AskedPlan
) -> None:
    situation = a_situation(plan_for(device, asked), asked, device=device)
    verdicts: dict[str, set[Verdict]] = {}
    for finding in check(situation):
        verdicts.setdefault(finding.optimization, set()).add(finding.verdict)

    for outcome in planned_receipt(situation).outcomes:
        found = verdicts.get(outcome.optimization, set())
        if Verdict.REFUSES in found:
            assert outcome.status is OutcomeStatus.REFUSED
        elif found:
            assert outcome.status is OutcomeStatus.DEGRADED
        else:
            assert outcome.status is OutcomeStatus.PLANNED


def test_nothing_asked_on_a_cpu_plans_precision_and_attention() -> None:
    assert planned_receipt(a_situation()).outcomes == (
        Planned("torch_dtype", "float32"),
        Planned("attention_backend", "native"),
    )


def test_tf32_that_nobody_asked_for_is_answered_where_it_is_on() -> None:
    device = a_gpu()

    receipt = planned_receipt(a_situation(plan_for(device, AskedPlan()), device=device))

    assert Planned("tf32", "on") in receipt.outcomes


def test_all_refusals_come_together() -> None:
    asked = AskedPlan(
        tf32=True,
        attention=KernelAttention("flash"),
        unbuilt=(UnbuiltOption("--enable_compile", "on"),),
    )
    situation = a_situation(plan_for(a_device(), asked), asked)

    refusals = planned_receipt(situation).refusals

    assert {refusal.optimization for refusal in refusals} == {
        "tf32",
        "attention_backend",
        "--enable_compile",
    }


def test_findings_about_one_option_are_joined() -> None:
    twice = (UnbuiltOption("--cache_type", "pab"), UnbuiltOption("--cache_type", "deep_cache"))

    receipt = planned_receipt(a_situation(asked=AskedPlan(unbuilt=twice)))

    [refusal] = receipt.refusals
    assert refusal.optimization == "--cache_type"
    assert refusal.suggestion == "Leave --cache_type out. Leave --cache_type out."


def test_a_degradation_carries_its_rule_and_reason() -> None:
    asked = AskedPlan(vae_slicing=True)

    receipt = planned_receipt(a_situation(a_plan(vae_slicing=True), asked))

    [degraded] = [o for o in receipt.outcomes if isinstance(o, Degraded)]
    assert (degraded.rule, degraded.setting) == ("VAE_SLICING_NEEDS_A_BATCH", "on")
    assert degraded.reason
    assert degraded.evidence == ""


def test_a_refusal_is_told_without_the_degradations_beside_it() -> None:
    asked = AskedPlan(vae_slicing=True, unbuilt=(UnbuiltOption("vae_slicing", "of cubes"),))

    receipt = planned_receipt(a_situation(a_plan(vae_slicing=True), asked))

    [refusal] = receipt.refusals
    assert (refusal.rule, refusal.suggestion) == ("NOT_BUILT", "Leave vae_slicing out.")
    assert "batch" not in refusal.reason
