"""Each step cache skips, says what it skipped, and leaves nothing behind."""

import pytest

from diffgentor.adapters.hardware.machine import package_versions
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Host
from diffgentor.domain.plan import plan_for
from diffgentor.domain.receipt import Applied, Degraded
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.domain.step_cache import FirstBlockCache, StepCache
from diffgentor.domain.technique import Technique
from tests.adapters.engine.caches import FIRST_BLOCK, HAVING, PAIRS, TAYLOR, pair_name
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, cache_outcome_of, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, FLUX, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = foreign_warnings

PLAIN = AskedPlan()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.parametrize("cache", HAVING, ids=pair_name)
def test_a_rule_lets_a_cache_pass_where_it_works_and_only_there(
    cache: StepCache, family: Family, profile: Profiles
) -> None:
    asked = AskedPlan(caches=(cache,))
    model = profile(family)
    host = Host((CPU,), package_versions())
    situation = Situation(
        plan_for(CPU, asked), asked, model, host, CPU, a_request_for(model, steps=8)
    )

    refused = [
        finding
        for finding in check(situation)
        if finding.verdict is Verdict.REFUSES and finding.optimization == Technique.CACHE
    ]

    assert (not refused) is (family in HAVING[cache])


@pytest.mark.parametrize(("cache", "family"), PAIRS, ids=pair_name)
def test_a_cache_skips_and_switched_off_restores_every_byte(
    cache: StepCache, family: Family, engine: Engines, profile: Profiles
) -> None:
    used, request = engine(family, PLAIN), a_request_for(profile(family), steps=8)
    asked = AskedPlan(caches=(cache,))
    plain = pixels(draw(used, request))

    [cached] = draw(used, request, asked)
    again, off = pixels(draw(used, request, asked)), pixels(draw(used, request))

    outcome = cache_outcome_of(cached)
    assert isinstance(outcome, Applied)
    assert cached.counts is not None
    assert cached.counts.skipped is not None
    assert str(cached.counts.skipped) in outcome.evidence
    assert cached.timings.cached_steps == cached.counts.cached_steps > 0
    assert [cached.picture.pixels] == again
    assert off == plain != again


def test_what_is_counted_is_what_really_ran(engine: Engines, profile: Profiles) -> None:
    used, request = engine(FLUX, PLAIN), a_request_for(profile(FLUX), steps=6)

    [cached] = draw(used, request, AskedPlan(caches=(FIRST_BLOCK,)))

    assert cached.counts is not None
    assert cached.counts.calls == 6
    [blocks] = [one for one in cached.counts.units if one.unit == "blocks"]
    # All four blocks in the first step; afterwards the first alone, which decides.
    assert blocks.runs_per_step == (4, 1, 1, 1, 1, 1)
    assert (blocks.runs, blocks.expected, blocks.skipped) == (9, 24, 15)


def test_without_a_cache_only_the_calls_are_counted(engine: Engines, profile: Profiles) -> None:
    [plain] = draw(engine(FLUX, PLAIN), a_request_for(profile(FLUX), steps=4))

    assert plain.counts is not None
    assert (plain.counts.calls, plain.counts.units) == (4, ())
    assert plain.timings.cached_steps == 0


def test_a_cache_that_skipped_nothing_says_so(engine: Engines, profile: Profiles) -> None:
    used, request = engine(FLUX, PLAIN), a_request_for(profile(FLUX), steps=4)
    asked = AskedPlan(caches=(FirstBlockCache(threshold=0.0),))

    [drawing] = draw(used, request, asked)

    outcome = cache_outcome_of(drawing)
    assert isinstance(outcome, Degraded)
    assert outcome.rule == "CACHE_SKIPPED_NOTHING"
    assert "16 of 16 runs of blocks" in outcome.evidence
    assert [drawing.picture.pixels] == pixels(draw(used, request))


def test_every_picture_of_a_request_begins_with_an_empty_cache(
    engine: Engines, profile: Profiles
) -> None:
    asked = AskedPlan(caches=(TAYLOR,))
    several = a_request_for(profile(FLUX), steps=6, pictures=2)
    alone = a_request_for(profile(FLUX), steps=6, seed=several.seed + 1)

    _, second = draw(engine(FLUX, PLAIN), several, asked)

    assert [second.picture.pixels] == pixels(draw(engine(FLUX, PLAIN), alone, asked))
