from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.receipt import (
    Applied,
    Degraded,
    Outcome,
    OutcomeStatus,
    PlanReceipt,
    PlanRefused,
    Refused,
)
from tests.unit.arbitrary import distinct_outcomes

few = st.sampled_from(["tf32", "vae_tiling", "fuse_qkv", "compile"])
some_outcomes = distinct_outcomes(few)


def a_receipt(*outcomes: Outcome) -> PlanReceipt:
    return PlanReceipt(outcomes, "fingerprint")


def names(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.optimization for outcome in outcomes]


@given(some_outcomes, some_outcomes)
def test_a_probe_adds_only_what_is_not_as_it_should_be(
    planned: list[Outcome], seen: list[Outcome]
) -> None:
    proven = a_receipt(*planned).proven_by(seen)

    bad = [outcome for outcome in seen if isinstance(outcome, Degraded | Refused)]
    surprises = [name for name in names(bad) if name not in names(planned)]
    assert names(proven.outcomes) == names(planned) + surprises
    assert proven.plan_fingerprint == "fingerprint"


@given(some_outcomes)
def test_a_probe_that_sees_nothing_proves_nothing(planned: list[Outcome]) -> None:
    receipt = a_receipt(*planned)

    assert receipt.proven_by([]) == receipt


@given(some_outcomes, some_outcomes)
def test_the_same_probe_twice_is_one_probe(planned: list[Outcome], seen: list[Outcome]) -> None:
    once = a_receipt(*planned).proven_by(seen)

    assert once.proven_by(seen) == once


@given(some_outcomes, some_outcomes)
def test_what_was_planned_is_unproven_until_a_probe_speaks_of_it(
    planned: list[Outcome], seen: list[Outcome]
) -> None:
    receipt = a_receipt(*planned)
    evidence = [outcome for outcome in seen if not a_receipt(outcome).unproven]

    unproven = names(receipt.proven_by(evidence).unproven)

    assert unproven == [n for n in names(receipt.unproven) if n not in names(evidence)]


@given(some_outcomes, some_outcomes)
def test_no_probe_turns_a_degradation_into_an_application(
    planned: list[Outcome], seen: list[Outcome]
) -> None:
    degraded = [outcome for outcome in planned if isinstance(outcome, Degraded)]

    proven = a_receipt(*degraded).proven_by(seen).outcomes[: len(degraded)]

    assert not any(isinstance(outcome, Applied) for outcome in proven)


def test_a_degradation_takes_the_probes_evidence_and_keeps_its_reason() -> None:
    degraded = Degraded("vae_tiling", "on", "RULE", "It is small.", "Nothing to do.")

    proven = a_receipt(degraded).proven_by([Applied("vae_tiling", "on", "use_tiling is True")])

    [outcome] = proven.outcomes
    assert outcome == Degraded(
        "vae_tiling", "on", "RULE", "It is small.", "Nothing to do.", "use_tiling is True"
    )


@given(some_outcomes)
def test_refusals_are_the_refused_outcomes_in_their_order(planned: list[Outcome]) -> None:
    expected = [o for o in planned if o.status is OutcomeStatus.REFUSED]

    assert list(a_receipt(*planned).refusals) == expected


def test_the_refusal_of_a_plan_tells_every_reason_rule_and_suggestion() -> None:
    error = PlanRefused(
        a_receipt(
            Refused("tf32", "on", "TF32_NEEDS_AMPERE", "No units.", "Leave it out."),
            Applied("torch_dtype", "float32", "seen"),
            Refused("--cache_type", "pab", "NOT_BUILT", "Not yet.", "Wait."),
        )
    )

    assert str(error).splitlines() == [
        "tf32 (on) is refused: No units. [TF32_NEEDS_AMPERE]",
        "Leave it out.",
        "--cache_type (pab) is refused: Not yet. [NOT_BUILT]",
        "Wait.",
    ]


def test_nothing_is_applied_without_evidence() -> None:
    with pytest.raises(ValueError, match="tf32 cannot be applied without evidence"):
        Applied("tf32", "on", "")
