from dataclasses import replace
from typing import Any

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.mag_ratios import FLUX
from diffgentor.domain.model import BlockProfile
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.domain.rules.each_cache import (
    cache_dit_has_masks_for_some_steps,
    cache_dit_knows_the_pipeline,
    cache_dit_needs_blocks_to_skip,
    cached_blocks_are_registered,
    deep_cache_needs_a_unet,
    first_block_cache_needs_like_blocks,
    mag_cache_needs_ratios,
    taylor_seer_needs_something_to_predict,
)
from diffgentor.domain.step_cache import (
    CacheDit,
    DeepCache,
    FasterCache,
    FirstBlockCache,
    MagCache,
    NoCache,
    PyramidAttentionBroadcast,
    StepCache,
    StepMask,
    TaylorSeer,
)
from tests.fakes.builders import SHAPES, a_host, a_profile, a_request, a_situation_asking

from .finding_of import finding_of, findings_once_mended

DOUBLE = BlockProfile("FluxTransformerBlock", True, True, frozenset({"attn"}))
SINGLE = replace(DOUBLE, class_name="FluxSingleTransformerBlock")
LAST_DROPS_TEXT = replace(DOUBLE, last_drops_text=True)
STRANGE = BlockProfile("StrangeBlock", False, True, frozenset({"attn1", "attn2"}))
UNET: dict[str, Any] = {"class_name": "UNet2DConditionModel"}


def caching(
    cache: StepCache, pipeline: str = "FluxPipeline", steps: int = 4, **denoiser: Any
) -> Situation:
    """A cache for a denoiser with two lists of blocks that every cache is content with."""
    profile = replace(
        SHAPES.denoiser,
        **{"blocks": (DOUBLE, SINGLE), "layers": 3, "ends_in_a_projection": True, **denoiser},
    )
    model = a_profile(denoiser=profile, pipeline_class=pipeline)
    asked = AskedPlan(caches=(cache,))
    return a_situation_asking(asked, model=model, request=a_request(steps=steps))


def test_deep_cache_is_refused_without_a_unet() -> None:
    finding = finding_of(deep_cache_needs_a_unet, caching(DeepCache()))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "DEEP_CACHE_NEEDS_A_UNET")
    assert (finding.optimization, finding.setting) == ("cache", str(DeepCache()))
    assert "FluxTransformer2DModel" in finding.reason


def test_deep_cache_goes_with_a_unet_and_other_caches_need_none() -> None:
    assert not list(deep_cache_needs_a_unet(caching(DeepCache(), **UNET)))
    assert not list(deep_cache_needs_a_unet(caching(TaylorSeer())))


@pytest.mark.parametrize("cache", [FirstBlockCache(), MagCache()], ids=lambda cache: cache.name)
def test_blocks_that_diffusers_does_not_know_are_refused_by_name(cache: StepCache) -> None:
    finding = finding_of(cached_blocks_are_registered, caching(cache, blocks=(DOUBLE, STRANGE)))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_KNOWS_NOT_THE_BLOCKS")
    assert f"diffusers' {cache.name} does not know what StrangeBlock takes" in finding.reason


def test_known_blocks_and_caches_that_need_not_know_them_are_not_refused() -> None:
    assert not list(cached_blocks_are_registered(caching(FirstBlockCache())))
    assert not list(cached_blocks_are_registered(caching(TaylorSeer(), blocks=(STRANGE,))))


def test_blocks_that_return_different_things_cannot_be_compared() -> None:
    unlike = (DOUBLE, replace(SINGLE, returns_text=False))

    finding = finding_of(
        first_block_cache_needs_like_blocks, caching(FirstBlockCache(), blocks=unlike)
    )

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "FIRST_BLOCK_CACHE_NEEDS_LIKE_BLOCKS"
    assert "FluxTransformerBlock and FluxSingleTransformerBlock" in finding.reason
    assert not list(first_block_cache_needs_like_blocks(caching(MagCache(), blocks=unlike)))


def test_a_last_block_that_drops_the_text_cannot_be_compared_with_the_first() -> None:
    situation = caching(FirstBlockCache(), blocks=(LAST_DROPS_TEXT,))

    finding = finding_of(first_block_cache_needs_like_blocks, situation)

    assert finding.rule == "FIRST_BLOCK_CACHE_NEEDS_LIKE_BLOCKS"


def test_for_a_last_block_that_drops_the_text_attention_is_predicted_instead() -> None:
    cache = TaylorSeer(order=2, lite=True)
    situation = caching(cache, blocks=(LAST_DROPS_TEXT,))

    finding = finding_of(taylor_seer_needs_something_to_predict, situation)

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "TAYLOR_SEER_LITE_NEEDS_LIKE_BLOCKS"
    assert findings_once_mended(taylor_seer_needs_something_to_predict, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked).caches == (replace(cache, lite=False),)


@pytest.mark.parametrize("blocks", [(DOUBLE, SINGLE), (DOUBLE,), ()], ids=len)
def test_blocks_that_return_the_same_can_be_compared(blocks: tuple[BlockProfile, ...]) -> None:
    situation = caching(FirstBlockCache(), blocks=blocks)

    assert not list(first_block_cache_needs_like_blocks(situation))


def test_attention_of_another_name_is_predicted_by_the_lite_form_instead() -> None:
    cache = TaylorSeer(interval=4, lite=False)
    situation = caching(cache, blocks=(STRANGE,))

    finding = finding_of(taylor_seer_needs_something_to_predict, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "TAYLOR_SEER_FINDS_NOTHING")
    assert "lite=on" in finding.suggestion
    assert findings_once_mended(taylor_seer_needs_something_to_predict, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked).caches == (replace(cache, lite=True),)


def test_without_a_last_projection_attention_is_predicted_instead_of_it() -> None:
    cache = TaylorSeer(order=2, lite=True)
    situation = caching(cache, ends_in_a_projection=False)

    finding = finding_of(taylor_seer_needs_something_to_predict, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "TAYLOR_SEER_FINDS_NOTHING")
    assert "proj_out" in finding.reason
    assert findings_once_mended(taylor_seer_needs_something_to_predict, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked).caches == (replace(cache, lite=False),)


@pytest.mark.parametrize(
    ("cache", "blocks"),
    [
        (TaylorSeer(), (STRANGE, SINGLE)),
        (TaylorSeer(lite=True), (STRANGE,)),
        (TaylorSeer(), ()),
        (FirstBlockCache(), (STRANGE,)),
    ],
    ids=["one list with attn", "lite", "no blocks, refused already", "another cache"],
)
def test_taylor_seer_is_content_with_something_to_predict(
    cache: StepCache, blocks: tuple[BlockProfile, ...]
) -> None:
    assert not list(taylor_seer_needs_something_to_predict(caching(cache, blocks=blocks)))


def test_mag_cache_is_refused_without_ratios() -> None:
    finding = finding_of(mag_cache_needs_ratios, caching(MagCache()))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "MAG_CACHE_NEEDS_RATIOS")
    assert "shapes brings none" in finding.reason
    assert "ratios=flux" in finding.suggestion


def test_ratios_are_given_or_the_models_own() -> None:
    own = caching(MagCache())
    own = replace(own, model=replace(own.model, mag_ratios=(1.0, 0.9)))

    assert not list(mag_cache_needs_ratios(own))
    assert not list(mag_cache_needs_ratios(caching(MagCache(ratios=FLUX))))
    assert not list(mag_cache_needs_ratios(caching(FirstBlockCache())))


@pytest.mark.parametrize(
    ("denoiser", "advice"),
    [({}, "Use another --cache_type."), (UNET, "Use --cache_type deep_cache.")],
    ids=["transformer", "UNet"],
)
def test_cache_dit_is_refused_for_a_pipeline_that_it_does_not_know(
    denoiser: dict[str, Any], advice: str
) -> None:
    situation = caching(CacheDit(), pipeline="StableDiffusionXLPipeline", **denoiser)

    finding = finding_of(cache_dit_knows_the_pipeline, situation)

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "CACHE_DIT_KNOWS_NOT_THE_PIPELINE"
    assert "StableDiffusionXLPipeline" in finding.reason
    assert finding.suggestion == advice


def test_cache_dit_goes_with_the_pipelines_that_it_knows() -> None:
    assert not list(cache_dit_knows_the_pipeline(caching(CacheDit(), "FluxKontextPipeline")))
    assert not list(cache_dit_knows_the_pipeline(caching(TaylorSeer(), "SomePipeline")))


@pytest.mark.parametrize("steps", [1, 5, 7])
def test_steps_for_which_no_mask_is_written_are_skipped_without_one(steps: int) -> None:
    situation = caching(CacheDit(0.2, step_mask=StepMask.ULTRA), steps=steps)

    finding = finding_of(cache_dit_has_masks_for_some_steps, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_DIT_HAS_NO_MASK")
    assert f"and not for {steps}." in finding.reason
    assert findings_once_mended(cache_dit_has_masks_for_some_steps, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked).caches == (CacheDit(0.2),)


@pytest.mark.parametrize(
    ("cache", "steps"),
    [
        (CacheDit(step_mask=StepMask.ULTRA), 4),
        (CacheDit(step_mask=StepMask.ULTRA), 6),
        (CacheDit(step_mask=StepMask.ULTRA), 8),
        (CacheDit(), 5),
        (TaylorSeer(), 5),
    ],
    ids=str,
)
def test_steps_with_a_mask_or_without_need_of_one_are_no_matter(
    cache: StepCache, steps: int
) -> None:
    assert not list(cache_dit_has_masks_for_some_steps(caching(cache, steps=steps)))


def test_blocks_that_are_all_computed_leave_nothing_to_skip() -> None:
    cache = CacheDit(threshold=0.2, front_blocks=2, back_blocks=1)
    situation = caching(cache, layers=3)

    finding = finding_of(cache_dit_needs_blocks_to_skip, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "CACHE_DIT_NEEDS_BLOCKS_TO_SKIP")
    assert "are 3 together" in finding.reason
    assert findings_once_mended(cache_dit_needs_blocks_to_skip, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked).caches == (CacheDit(0.2),)


@pytest.mark.parametrize(
    ("cache", "layers"),
    [
        (CacheDit(front_blocks=2, back_blocks=1), 4),
        (CacheDit(front_blocks=2, back_blocks=1), None),
        (TaylorSeer(), 1),
    ],
    ids=["one is left", "nobody tells how many", "another cache"],
)
def test_one_block_that_is_left_is_enough(cache: StepCache, layers: int | None) -> None:
    assert not list(cache_dit_needs_blocks_to_skip(caching(cache, layers=layers)))


@pytest.mark.parametrize(
    "cache",
    [
        NoCache(),
        FirstBlockCache(),
        PyramidAttentionBroadcast(),
        FasterCache(),
        TaylorSeer(),
        TaylorSeer(lite=True),
        MagCache(ratios=FLUX),
        CacheDit(),
    ],
    ids=str,
)
def test_a_cache_whose_needs_are_met_meets_no_objection(cache: StepCache) -> None:
    situation = replace(caching(cache), host=a_host(**{"cache-dit": "1.5.3"}))

    assert check(situation) == ()
