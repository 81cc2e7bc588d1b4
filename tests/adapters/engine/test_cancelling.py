"""Stopping within one step, and the engine afterwards."""

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import GenerationCancelled
from diffgentor.domain.plan import plan_for
from diffgentor.domain.progress import Phase, Progress
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, FLUX, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = foreign_warnings


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_no_step_follows_a_cancel_and_the_next_picture_is_as_from_a_fresh_engine(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(family), steps=6)
    used, fresh = engine(family, AskedPlan()), engine(family, AskedPlan())
    cancellation, seen = Cancellation(), list[Progress]()

    def cancel_at_step_two(progress: Progress) -> None:
        seen.append(progress)
        if progress.step == 2:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        draw(used, request, tell=cancel_at_step_two, cancellation=cancellation)

    assert seen[-1].step == 2
    assert seen[-1].phase is Phase.DENOISING
    assert pixels(draw(used, request)) == pixels(draw(fresh, request))


def test_a_cancel_during_a_denoiser_call_stops_before_its_result_is_used(
    engine: Engines, profile: Profiles
) -> None:
    used, cancellation, steps = engine(FLUX, AskedPlan()), Cancellation(), list[int]()
    denoiser = used._pipeline.transformer
    hook = denoiser.register_forward_hook(lambda *_: cancellation.request())

    with pytest.raises(GenerationCancelled):
        draw(
            used,
            a_request_for(profile(FLUX)),
            tell=lambda progress: steps.append(progress.step),
            cancellation=cancellation,
        )
    hook.remove()

    assert max(steps) == 0


def test_a_cancelled_request_leaves_its_finished_pictures(
    engine: Engines, profile: Profiles
) -> None:
    cancellation = Cancellation()
    request = a_request_for(profile(FLUX), pictures=3)
    used = engine(FLUX, AskedPlan())
    plan = plan_for(CPU, AskedPlan())
    finished = list[int]()

    def cancel_in_the_second(progress: Progress) -> None:
        if progress.picture == 1 and progress.step == 1:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        finished.extend(
            drawing.picture.index
            for drawing in used.draw(request, plan, cancel_in_the_second, cancellation)
        )

    assert finished == [0]


def test_a_cancel_after_the_last_step_decodes_nothing(engine: Engines, profile: Profiles) -> None:
    cancellation, used = Cancellation(), engine(FLUX, AskedPlan())
    decoded = list[object]()
    hook = used._pipeline.vae.decoder.register_forward_hook(lambda *call: decoded.append(call))

    def cancel_at_the_end(progress: Progress) -> None:
        if progress.step == progress.steps:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        draw(used, a_request_for(profile(FLUX)), tell=cancel_at_the_end, cancellation=cancellation)
    hook.remove()

    assert decoded == []
