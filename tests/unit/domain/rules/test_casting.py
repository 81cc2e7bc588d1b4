import pytest

from diffgentor.domain.casting import LayerwiseCasting, NoCasting, StorageType
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.precision import Precision
from diffgentor.domain.rules import Finding, Verdict
from diffgentor.domain.rules.casting import (
    casting_computes_in_the_precision_of_the_plan,
    casting_needs_a_narrower_storage,
    float8_is_absent_on_mps,
)
from tests.fakes.builders import a_device, a_plan, a_situation

MPS = a_device(kind=DeviceKind.MPS)
E4M3, BF16 = StorageType.FLOAT8_E4M3FN, StorageType.BFLOAT16


def findings(
    storage: StorageType,
    compute: Precision,
    precision: Precision | None = None,
    device: Device | None = None,
) -> list[str]:
    plan = a_plan(precision=precision or compute, casting=LayerwiseCasting(storage, compute))
    situation = a_situation(plan, device=device or a_device())
    found: list[Finding] = [
        *casting_computes_in_the_precision_of_the_plan(situation),
        *casting_needs_a_narrower_storage(situation),
        *float8_is_absent_on_mps(situation),
    ]
    assert all(one.verdict is Verdict.REFUSES for one in found)
    assert all(one.reason and one.suggestion for one in found)
    return [one.rule for one in found]


@pytest.mark.parametrize("compute", Precision)
def test_eight_bit_storage_goes_with_every_precision(compute: Precision) -> None:
    assert findings(E4M3, compute) == []


def test_layers_that_compute_in_another_type_than_the_pipeline_are_refused() -> None:
    found = findings(E4M3, Precision.FLOAT32, precision=Precision.BFLOAT16)

    assert found == ["CASTING_COMPUTES_IN_TORCH_DTYPE"]


def test_storage_as_wide_as_the_computation_is_refused() -> None:
    assert findings(BF16, Precision.FLOAT16) == ["CASTING_NEEDS_NARROWER_STORAGE"]
    assert findings(BF16, Precision.FLOAT32) == []


def test_eight_bits_are_refused_where_the_device_has_no_such_type() -> None:
    assert findings(E4M3, Precision.FLOAT32, device=MPS) == ["FLOAT8_ABSENT_ON_MPS"]
    assert findings(BF16, Precision.FLOAT32, device=MPS) == []


def test_a_plan_without_casting_meets_no_objection() -> None:
    situation = a_situation(a_plan(casting=NoCasting()), device=MPS)

    assert list(float8_is_absent_on_mps(situation)) == []
    assert list(casting_needs_a_narrower_storage(situation)) == []
    assert list(casting_computes_in_the_precision_of_the_plan(situation)) == []
