"""Step caches skip on a device as on a CPU, forget, and leave the model as it was."""

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cache_package import lacks_cache_package
from diffgentor.domain.host import Host
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.receipt import Applied
from diffgentor.domain.step_cache import StepCache
from tests.adapters.engine.caches import HAVING
from tests.adapters.engine.drawing import a_request_for, cache_outcome_of, draw, pixels
from tests.gpu.conftest import Engines
from tests.gpu.on_the_device import held_bytes, libraries_may_warn
from tests.tiny_pipelines.families import FLUX

pytestmark = libraries_may_warn


@pytest.mark.parametrize(
    "cache", [one for one, having in HAVING.items() if FLUX in having], ids=str
)
def test_a_cache_skips_repeatably_and_leaves_nothing_behind(
    cache: StepCache, engine: Engines, model: ModelProfile, host: Host
) -> None:
    if lacking := lacks_cache_package(type(cache), host.packages):
        pytest.skip(lacking)
    request, asked = a_request_for(model, steps=8), AskedPlan(caches=(cache,))
    used = engine(AskedPlan())
    stock = pixels(draw(used, request))
    before = held_bytes()

    [first], [second] = draw(used, request, asked), draw(used, request, asked)

    outcome = cache_outcome_of(first)
    assert isinstance(outcome, Applied), outcome
    assert "skipped" in outcome.evidence
    assert pixels([first]) == pixels([second]) != stock
    assert pixels(draw(used, request)) == stock
    assert held_bytes() <= before
