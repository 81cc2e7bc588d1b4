"""A denoiser that remembers earlier steps forgets them with the picture, also a cancelled one."""

from typing import Any

import pytest
from diffusers import FirstBlockCacheConfig, TaylorSeerCacheConfig

from diffgentor.adapters.diffusers.engine import DiffusersEngine
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import GenerationCancelled
from diffgentor.domain.plan import AskedPlan
from diffgentor.domain.progress import Progress
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FLUX

CACHES = [
    FirstBlockCacheConfig(threshold=1e6),
    TaylorSeerCacheConfig(cache_interval=3, disable_cache_before_step=1, max_order=1),
]


def with_cache(used: DiffusersEngine, config: Any) -> DiffusersEngine:
    used._pipeline.transformer.enable_cache(config)
    return used


@pytest.mark.parametrize("config", CACHES, ids=["first block", "taylor seer"])
def test_a_cancelled_picture_leaves_nothing_in_a_step_cache(
    config: Any, engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX), steps=6)
    used = with_cache(engine(FLUX, AskedPlan()), config)
    fresh = with_cache(engine(FLUX, AskedPlan()), config)
    expected = pixels(draw(fresh, request))
    assert expected != pixels(draw(engine(FLUX, AskedPlan()), request))  # the cache does work
    cancellation = Cancellation()

    def cancel_at_step_two(progress: Progress) -> None:
        if progress.step == 2:
            cancellation.request()

    with pytest.raises(GenerationCancelled):
        draw(
            used,
            a_request_for(profile(FLUX), steps=6, seed=77, prompt="something else"),
            tell=cancel_at_step_two,
            cancellation=cancellation,
        )

    assert pixels(draw(used, request)) == expected
