import pytest

from diffgentor.application.proof import insist_on_proof
from diffgentor.domain.errors import EngineFailed
from diffgentor.domain.receipt import (
    Applied,
    Degraded,
    Outcome,
    Planned,
    PlanReceipt,
    PlanRefused,
    Refused,
)

SEEN = Applied("torch_dtype", "float32", "all weights are float32")
LESSER = Degraded("vae_tiling", "on", "RULE", "It is small.", "Nothing to do.", "seen")
ONLY_PLANNED = Planned("tf32", "on")
NOT_THERE = Refused("fuse_qkv", "on", "PROBE", "It is not there.", "Leave it out.")


def a_receipt(*outcomes: Outcome) -> PlanReceipt:
    return PlanReceipt(outcomes, "fingerprint")


def test_what_a_probe_has_seen_may_pass_in_full_or_in_a_lesser_form() -> None:
    insist_on_proof(a_receipt(SEEN, LESSER))


def test_every_technique_without_evidence_is_named() -> None:
    with pytest.raises(EngineFailed, match="confirmed tf32, compile on"):
        insist_on_proof(a_receipt(SEEN, ONLY_PLANNED, Planned("compile", "on")))


def test_a_refusal_outweighs_missing_evidence() -> None:
    with pytest.raises(PlanRefused, match="fuse_qkv"):
        insist_on_proof(a_receipt(ONLY_PLANNED, NOT_THERE))
