import pytest
from hypothesis import given

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import (
    AskedCasting,
    Casting,
    LayerwiseCasting,
    StorageType,
    casting_called,
)
from diffgentor.domain.plan import plan_for
from diffgentor.domain.precision import Precision
from tests.fakes.builders import a_device
from tests.unit.arbitrary import castings


@given(castings)
def test_a_casting_is_found_again_by_its_name(casting: Casting) -> None:
    assert casting_called(str(casting)) == casting


@pytest.mark.parametrize("text", ["", "on", "float8_e4m3fn", "int8 computed in float32"])
def test_a_name_that_no_casting_has_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        casting_called(text)


def test_casting_computes_in_the_plans_precision_unless_told_otherwise() -> None:
    asked = AskedPlan(precision=Precision.BFLOAT16, casting=AskedCasting())

    expected = LayerwiseCasting(StorageType.FLOAT8_E4M3FN, Precision.BFLOAT16)
    assert plan_for(a_device(), asked).casting == expected
