"""Offloaded models draw the very same picture and leave the device's memory to others."""

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.receipt import Applied
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.gpu.conftest import Engines
from tests.gpu.on_the_device import held_bytes, libraries_may_warn, named

pytestmark = libraries_may_warn

OFFLOADS = (
    ModelOffload(),
    SequentialOffload(),
    GroupOffload(GroupType.BLOCK_LEVEL),
    GroupOffload(GroupType.LEAF_LEVEL),
    GroupOffload(GroupType.BLOCK_LEVEL, stream=True),
    GroupOffload(GroupType.LEAF_LEVEL, stream=True),
)


@pytest.mark.parametrize("offload", OFFLOADS, ids=str)
def test_the_same_picture_is_drawn_with_less_on_the_device(
    offload: Offload, engine: Engines, model: ModelProfile
) -> None:
    request, asked = a_request_for(model), AskedPlan(offloads=(offload,))
    draw(engine(AskedPlan()), request)[0]  # what libraries keep for ever is there from now on
    before = held_bytes()
    resident = engine(AskedPlan())
    weights = held_bytes() - before
    expected = pixels(draw(resident, request))
    before = held_bytes()

    used = engine(asked)

    outcome = named(used.outcomes(), "offload")
    assert isinstance(outcome, Applied), outcome
    assert held_bytes() - before < weights / 10
    assert pixels(draw(used, request, asked)) == expected
    assert held_bytes() - before < weights / 2
    assert pixels(draw(used, request, asked)) == expected
