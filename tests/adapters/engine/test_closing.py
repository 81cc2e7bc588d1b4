"""A closed engine keeps nothing in memory, and says so when it is asked to draw."""

import gc
import weakref

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import EngineFailed
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw
from tests.tiny_pipelines.families import FLUX


def test_closing_frees_the_model_at_once(engine: Engines, profile: Profiles) -> None:
    used = engine(FLUX, AskedPlan())
    draw(used, a_request_for(profile(FLUX), steps=1))
    parts = [
        weakref.ref(used._pipeline.components[role])
        for role in ("transformer", "vae", "text_encoder", "text_encoder_2")
    ]
    assert all(part() is not None for part in parts)

    gc.disable()  # what is freed, closing itself must have freed
    try:
        used.close()
        left = [part() for part in parts]
    finally:
        gc.enable()

    assert left == [None] * len(parts)


def test_a_closed_engine_says_that_it_is_closed(engine: Engines, profile: Profiles) -> None:
    used = engine(FLUX, AskedPlan())
    used.close()
    used.close()

    with pytest.raises(EngineFailed, match="closed"):
        draw(used, a_request_for(profile(FLUX)))
