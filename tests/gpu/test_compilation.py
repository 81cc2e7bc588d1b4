"""Code compiled for the device draws nearly the same picture, in half precision."""

from collections.abc import Iterator

import pytest
import torch

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.compilation import CompileMode, RegionalCompilation
from diffgentor.domain.compiler import lacks_compiler
from diffgentor.domain.host import Device, Host
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.precision import Precision
from diffgentor.domain.receipt import Applied
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.gpu.conftest import Engines
from tests.gpu.on_the_device import apart, libraries_may_warn, named

pytestmark = libraries_may_warn


@pytest.fixture(autouse=True)
def nothing_compiled_before() -> Iterator[None]:
    """Variants of a function count for the whole process, up to torch's limit."""
    torch.compiler.reset()
    yield
    torch.compiler.reset()


def test_compiled_blocks_draw_nearly_the_same_picture_again_and_again(
    engine: Engines, model: ModelProfile, host: Host, gpu: Device
) -> None:
    if lacking := lacks_compiler(gpu, host):
        pytest.skip(lacking)
    plain = AskedPlan(precision=Precision.BFLOAT16)
    compiled = AskedPlan(
        precision=Precision.BFLOAT16, compilation=RegionalCompilation(CompileMode.DEFAULT)
    )
    request, other = a_request_for(model), a_request_for(model, seed=6)
    used, stock = engine(compiled), engine(plain)

    [first] = pixels(draw(used, request, compiled))
    [second] = pixels(draw(used, request, compiled))

    outcome = named(used.outcomes(), "compile")
    assert isinstance(outcome, Applied), outcome
    assert "2 FluxTransformerBlock" in outcome.evidence
    [expected], [another] = pixels(draw(stock, request)), pixels(draw(stock, other))
    assert first == second
    assert apart(first, expected) < apart(another, expected) / 10
