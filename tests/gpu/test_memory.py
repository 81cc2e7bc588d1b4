"""What a request or an engine took of the device's memory comes back."""

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import GenerationCancelled
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.offload import GroupOffload, ModelOffload
from diffgentor.domain.progress import Progress
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.gpu.conftest import Engines
from tests.gpu.on_the_device import held_bytes, libraries_may_warn

pytestmark = libraries_may_warn

PLANS = {
    "nothing": AskedPlan(),
    "model offload": AskedPlan(offloads=(ModelOffload(),)),
    "group offload": AskedPlan(offloads=(GroupOffload(),)),
}


@pytest.mark.parametrize("asked", PLANS.values(), ids=PLANS.keys())
def test_a_cancelled_picture_leaves_no_memory_behind(
    asked: AskedPlan, engine: Engines, model: ModelProfile
) -> None:
    used, request = engine(asked), a_request_for(model, steps=6)
    expected = pixels(draw(used, request, asked))
    before = held_bytes()
    cancellation = Cancellation()

    def cancel_at_step_two(progress: Progress) -> None:
        if progress.step == 2:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        draw(used, request, asked, tell=cancel_at_step_two, cancellation=cancellation)

    assert held_bytes() <= before
    assert pixels(draw(used, request, asked)) == expected


def test_a_closed_engine_gives_all_back(engine: Engines, model: ModelProfile) -> None:
    draw(engine(AskedPlan()), a_request_for(model))
    before = held_bytes()
    used = engine(AskedPlan())
    draw(used, a_request_for(model))
    assert held_bytes() > before

    used.close()
    del used

    assert held_bytes() <= before
