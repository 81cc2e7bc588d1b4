import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Device
from diffgentor.domain.precision import Precision
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.tf32 import tf32_acts_on_float32, tf32_needs_ampere
from tests.fakes.builders import a_device, a_gpu, a_plan, a_situation

from .finding_of import finding_of

TURING, AMPERE = a_gpu(compute_capability=(7, 5)), a_gpu(compute_capability=(8, 0))
ASKED = AskedPlan(tf32=True)


@pytest.mark.parametrize("device", [a_device(), TURING], ids=str)
def test_a_device_without_tf32_units_refuses(device: Device) -> None:
    finding = finding_of(tf32_needs_ampere, a_situation(a_plan(tf32=True), ASKED, device=device))

    assert finding.verdict is Verdict.REFUSES
    assert str(device) in finding.reason


def test_ampere_has_tf32_units() -> None:
    assert not list(tf32_needs_ampere(a_situation(a_plan(tf32=True), ASKED, device=AMPERE)))


def test_tf32_that_is_off_needs_no_units() -> None:
    assert not list(tf32_needs_ampere(a_situation(a_plan(tf32=False))))


@pytest.mark.parametrize("precision", [Precision.FLOAT16, Precision.BFLOAT16])
def test_tf32_asked_for_in_half_precision_has_no_effect(precision: Precision) -> None:
    plan = a_plan(tf32=True, precision=precision)

    finding = finding_of(tf32_acts_on_float32, a_situation(plan, ASKED, device=AMPERE))

    assert finding.verdict is Verdict.DEGRADES
    assert precision in finding.reason


@pytest.mark.parametrize(
    ("asked", "precision", "device"),
    [
        (ASKED, Precision.FLOAT32, AMPERE),
        (AskedPlan(), Precision.BFLOAT16, AMPERE),
        (AskedPlan(tf32=False), Precision.BFLOAT16, AMPERE),
        (ASKED, Precision.BFLOAT16, TURING),
    ],
    ids=["float32", "unasked", "asked off", "refused already"],
)
def test_half_precision_is_no_matter_otherwise(
    asked: AskedPlan, precision: Precision, device: Device
) -> None:
    plan = a_plan(tf32=asked.tf32 is not False, precision=precision)

    assert not list(tf32_acts_on_float32(a_situation(plan, asked, device=device)))
