from dataclasses import replace

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.guidance import ClassifierFreeGuidance
from diffgentor.domain.model import BlockProfile, ModelProfile
from diffgentor.domain.rules import Situation, Verdict
from diffgentor.domain.rules.step_cache import (
    cache_is_installed,
    caches_need_blocks,
    one_cache_at_a_time,
    one_state_excludes_separate_passes,
    separate_passes_must_be_named,
)
from diffgentor.domain.step_cache import (
    STEP_CACHES,
    CacheDit,
    DeepCache,
    FasterCache,
    FirstBlockCache,
    MagCache,
    NoCache,
    PyramidAttentionBroadcast,
    StepCache,
    TaylorSeer,
)
from tests.fakes.builders import (
    SHAPES,
    a_host,
    a_profile,
    a_request,
    a_situation_asking,
)

from .finding_of import finding_of, findings_once_mended

GUIDED_TWICE = a_profile(
    guidance=ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True),
    guides_in_separate_passes=True,
)
NAMES_ITS_PASSES = replace(GUIDED_TWICE, names_cache_contexts=True)
WITH_BLOCKS = a_profile(
    denoiser=replace(
        SHAPES.denoiser, blocks=(BlockProfile("FluxTransformerBlock", True, True),), layers=2
    )
)
UNET = a_profile(denoiser=replace(SHAPES.denoiser, class_name="UNet2DConditionModel"))
WITH_PACKAGES = a_host(**{"DeepCache": "0.1.1", "cache-dit": "1.5.3"})


def caching(
    *caches: StepCache, model: ModelProfile = SHAPES, guidance_scale: float = 3.5
) -> Situation:
    request = a_request(guidance_scale=guidance_scale)
    return a_situation_asking(AskedPlan(caches=caches), model=model, request=request)


def test_two_caches_are_refused_by_name_and_the_last_one_can_stay() -> None:
    two = caching(FirstBlockCache(0.1), TaylorSeer())

    finding = finding_of(one_cache_at_a_time, two)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_EXCLUSIVE")
    assert finding.optimization == "cache"
    assert finding.setting == f"{FirstBlockCache(0.1)} and {TaylorSeer()}"
    assert "first_block_cache and taylor_seer are" in finding.reason
    assert findings_once_mended(one_cache_at_a_time, two) == []
    assert finding.mend is not None
    assert finding.mend(two.asked).caches == (TaylorSeer(),)


def test_one_cache_excludes_nothing() -> None:
    assert not list(one_cache_at_a_time(caching(TaylorSeer())))


@pytest.mark.parametrize(
    ("cache", "extra"), [(DeepCache(), "deepcache"), (CacheDit(), "cache-dit")]
)
def test_a_cache_whose_package_is_absent_is_refused_with_what_to_install(
    cache: StepCache, extra: str
) -> None:
    absent = caching(cache)

    finding = finding_of(cache_is_installed, absent)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_NEEDS_PACKAGE")
    assert f'pip install "diffgentor[{extra}]"' in finding.suggestion
    assert not list(cache_is_installed(replace(absent, host=WITH_PACKAGES)))


@pytest.mark.parametrize("name", sorted(set(STEP_CACHES) - {"deep_cache", "cache_dit"}))
def test_caches_of_diffusers_need_no_package(name: str) -> None:
    assert not list(cache_is_installed(caching(STEP_CACHES[name]())))


@pytest.mark.parametrize("cache", [PyramidAttentionBroadcast(), FasterCache()], ids=str)
def test_a_cache_with_one_state_is_refused_where_guidance_takes_separate_passes(
    cache: StepCache,
) -> None:
    finding = finding_of(one_state_excludes_separate_passes, caching(cache, model=GUIDED_TWICE))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_MIXES_GUIDANCE")
    assert f"{cache.name} keeps one state" in finding.reason


@pytest.mark.parametrize(
    ("cache", "model", "guidance_scale"),
    [
        (FasterCache(), GUIDED_TWICE, 1.0),
        (FasterCache(), replace(GUIDED_TWICE, guides_in_separate_passes=False), 3.5),
        (FasterCache(), SHAPES, 3.5),
        (TaylorSeer(), GUIDED_TWICE, 3.5),
        (NoCache(), GUIDED_TWICE, 3.5),
    ],
    ids=["no guidance", "one batch", "distilled guidance", "a state for each pass", "no cache"],
)
def test_one_state_is_no_matter_where_there_is_one_pass(
    cache: StepCache, model: ModelProfile, guidance_scale: float
) -> None:
    situation = caching(cache, model=model, guidance_scale=guidance_scale)

    assert not list(one_state_excludes_separate_passes(situation))


@pytest.mark.parametrize("cache", [FirstBlockCache(), MagCache(), TaylorSeer()], ids=str)
def test_passes_that_the_pipeline_does_not_name_are_refused(cache: StepCache) -> None:
    finding = finding_of(separate_passes_must_be_named, caching(cache, model=GUIDED_TWICE))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_PASSES_UNNAMED")
    assert cache.name in finding.reason


@pytest.mark.parametrize(
    ("cache", "model", "guidance_scale"),
    [
        (TaylorSeer(), NAMES_ITS_PASSES, 3.5),
        (TaylorSeer(), GUIDED_TWICE, 0.5),
        (CacheDit(), GUIDED_TWICE, 3.5),
        (NoCache(), GUIDED_TWICE, 3.5),
    ],
    ids=["named", "no guidance", "finds out by itself", "no cache"],
)
def test_passes_need_no_name_otherwise(
    cache: StepCache, model: ModelProfile, guidance_scale: float
) -> None:
    situation = caching(cache, model=model, guidance_scale=guidance_scale)

    assert not list(separate_passes_must_be_named(situation))


NEEDS_BLOCKS = [FirstBlockCache(), FasterCache(), TaylorSeer(), MagCache()]


@pytest.mark.parametrize("cache", NEEDS_BLOCKS, ids=lambda cache: cache.name)
def test_a_denoiser_without_blocks_refuses_to_skip_some(cache: StepCache) -> None:
    finding = finding_of(caches_need_blocks, caching(cache))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_NEEDS_BLOCKS")
    assert "FluxTransformer2DModel" in finding.reason
    assert finding.suggestion == "Leave --cache_type out."
    assert not list(caches_need_blocks(caching(cache, model=WITH_BLOCKS)))


def test_for_a_unet_the_cache_that_is_made_for_it_is_named() -> None:
    finding = finding_of(caches_need_blocks, caching(TaylorSeer(), model=UNET))

    assert finding.suggestion == "Use --cache_type deep_cache."


@pytest.mark.parametrize(
    "cache", [NoCache(), DeepCache(), CacheDit(), PyramidAttentionBroadcast()], ids=str
)
def test_caches_that_find_their_parts_otherwise_need_no_blocks(cache: StepCache) -> None:
    assert not list(caches_need_blocks(caching(cache)))
