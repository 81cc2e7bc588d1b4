from hypothesis import given

from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption, coming_from, laid_over
from diffgentor.domain.attention import KernelAttention
from diffgentor.domain.host import Device
from diffgentor.domain.nearest_plan import nearest_plan
from diffgentor.domain.offload import GroupOffload
from diffgentor.domain.plan import plan_for, techniques_to_answer
from diffgentor.domain.planning import degraded_receipt, planned_receipt
from diffgentor.domain.receipt import Degraded, OutcomeStatus, Planned, PlanReceipt
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.domain.technique import Technique
from tests.fakes.builders import a_device, a_gpu, a_plan, a_situation, a_situation_asking
from tests.unit.arbitrary import asked_plans, devices, situations


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
        Planned("torch_dtype", "float32", origin="default"),
        Planned("attention_backend", "native", origin="default"),
    )


def test_tf32_that_nobody_asked_for_is_answered_where_it_is_on() -> None:
    device = a_gpu()

    receipt = planned_receipt(a_situation(plan_for(device, AskedPlan()), device=device))

    assert Planned("tf32", "on", origin="default") in receipt.outcomes


def test_all_refusals_come_together() -> None:
    asked = AskedPlan(
        tf32=True,
        attentions=(KernelAttention("flash"),),
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
    assert refusal.suggestion == "Leave --cache_type out."


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


def degraded(situation: Situation) -> tuple[PlanReceipt, Situation]:
    """Return the receipt of the nearest plan, and the nearest situation."""
    nearest = nearest_plan(situation)
    return degraded_receipt(planned_receipt(situation), nearest), nearest


@given(situations)
def test_a_degraded_receipt_speaks_once_of_everything_that_was_asked(
    situation: Situation,
) -> None:
    receipt, nearest = degraded(situation)

    answered = [outcome.optimization for outcome in receipt.outcomes]
    assert len(answered) == len(set(answered))
    assert set(answered) == {
        *map(str, techniques_to_answer(situation.asked, situation.plan)),
        *map(str, techniques_to_answer(nearest.asked, nearest.plan)),
        *(unbuilt.option for unbuilt in situation.asked.unbuilt),
    }
    assert receipt.plan_fingerprint == nearest.plan.fingerprint


@given(situations)
def test_a_degraded_receipt_refuses_nothing_and_tells_all_that_was_refused_as_degraded(
    situation: Situation,
) -> None:
    before = planned_receipt(situation)
    receipt, _ = degraded(situation)

    told = {outcome.optimization: outcome for outcome in receipt.outcomes}
    assert receipt.refusals == ()
    for refusal in before.refusals:
        outcome = told[refusal.optimization]
        assert isinstance(outcome, Degraded)
        assert outcome.rule == refusal.rule
        assert outcome.reason.startswith(refusal.reason)


@given(situations)
def test_a_degraded_receipt_tells_the_settings_of_the_nearest_plan(situation: Situation) -> None:
    receipt, nearest = degraded(situation)

    settings = nearest.plan.settings()
    for outcome in receipt.outcomes:
        if outcome.optimization in set(Technique):
            assert outcome.setting == settings[Technique(outcome.optimization)]
        else:
            assert outcome.setting == "left out"


def test_a_technique_that_is_left_out_says_why_and_needs_no_further_evidence() -> None:
    asked = coming_from("--enable_tf32", AskedPlan(tf32=True))

    receipt, _ = degraded(a_situation_asking(asked))

    [tf32] = [one for one in receipt.outcomes if one.optimization == "tf32"]
    assert isinstance(tf32, Degraded)
    assert (tf32.setting, tf32.rule) == ("off", "TF32_NEEDS_AMPERE")
    assert tf32.reason.endswith("So on became off.")
    assert tf32.evidence == "it is not part of the plan"
    assert tf32.origin == "--enable_tf32"


def test_a_technique_that_is_mended_waits_for_the_probes_evidence() -> None:
    asked = AskedPlan(offloads=(GroupOffload(stream=True),))

    receipt, _ = degraded(a_situation_asking(asked))

    [offload] = [one for one in receipt.outcomes if one.optimization == "offload"]
    assert isinstance(offload, Degraded)
    assert offload.setting == str(GroupOffload())
    assert f"So {GroupOffload(stream=True)} became {GroupOffload()}." in offload.reason
    assert receipt.unproven[-1] == offload


def test_an_option_that_is_not_built_is_told_to_be_left_out() -> None:
    asked = AskedPlan(unbuilt=(UnbuiltOption("--num_gpus", "4"),))

    receipt, _ = degraded(a_situation_asking(asked))

    [option] = [one for one in receipt.outcomes if one.optimization == "--num_gpus"]
    assert isinstance(option, Degraded)
    assert option.setting == "left out"
    assert option.reason.endswith("So it was left out.")


@given(situations)
def test_where_nothing_is_refused_the_degraded_receipt_is_the_planned_one(
    situation: Situation,
) -> None:
    nearest = nearest_plan(situation)
    planned = planned_receipt(nearest)

    assert degraded_receipt(planned, nearest) == planned


def test_every_choice_tells_where_it_comes_from() -> None:
    asked = laid_over(
        [
            coming_from("--preset balanced", AskedPlan(vae_tiling=True, fuse_qkv=True)),
            coming_from("--enable_fuse_qkv", AskedPlan(fuse_qkv=False)),
        ]
    )

    receipt = planned_receipt(a_situation_asking(asked))

    assert {outcome.optimization: outcome.origin for outcome in receipt.outcomes} == {
        "torch_dtype": "default",
        "vae_tiling": "--preset balanced",
        "fuse_qkv": "--enable_fuse_qkv",
        "attention_backend": "default",
    }


@given(situations)
def test_what_is_in_force_is_told_though_the_refused_plan_had_it_not(
    situation: Situation,
) -> None:
    nearest = nearest_plan(situation)

    assert degraded_receipt(PlanReceipt((), "nothing"), nearest) == planned_receipt(nearest)
