import pytest

from diffgentor.domain.host import Device
from diffgentor.domain.precision import Precision
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.precision import bfloat16_wants_ampere
from tests.fakes.builders import a_device, a_gpu, a_plan, a_situation

TURING = a_gpu(compute_capability=(7, 5))


def test_bfloat16_before_ampere_is_told_to_be_slow() -> None:
    situation = a_situation(a_plan(precision=Precision.BFLOAT16), device=TURING)

    [finding] = bfloat16_wants_ampere(situation)

    assert (finding.verdict, finding.rule) == (Verdict.DEGRADES, "BFLOAT16_WANTS_AMPERE")
    assert "float16" in finding.suggestion


@pytest.mark.parametrize(
    ("precision", "device"),
    [
        (Precision.FLOAT16, TURING),
        (Precision.BFLOAT16, a_gpu()),
        (Precision.BFLOAT16, a_device()),
    ],
)
def test_other_precisions_and_devices_meet_no_objection(
    precision: Precision, device: Device
) -> None:
    situation = a_situation(a_plan(precision=precision), device=device)

    assert list(bfloat16_wants_ampere(situation)) == []
