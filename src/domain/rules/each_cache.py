"""Step caches: what each of them needs of the model.

What is needed was found by running each cache on eight kinds of pipelines (diffusers 0.42,
cache-dit 1.5, DeepCache 0.1) and reading where it looks for blocks and attention.
"""

from collections.abc import Iterator
from dataclasses import replace

from ..step_cache import (
    CacheDit,
    DeepCache,
    FirstBlockCache,
    MagCache,
    StepMask,
    TaylorSeer,
)
from .finding import Finding
from .situation import Situation
from .step_cache import is_unet, refusal

CACHE_DIT_PIPELINES = (
    "Flux", "Mochi", "CogVideoX", "Wan", "HunyuanVideo", "QwenImage", "LTX", "Allegro",
    "CogView3Plus", "CogView4", "Cosmos", "EasyAnimate", "SkyReelsV2", "StableDiffusion3",
    "ConsisID", "DiT", "Amused", "BriaFibo", "Bria", "Lumina", "OmniGen", "PixArt", "Sana",
    "StableAudio", "VisualCloze", "AuraFlow", "Chroma", "ShapE", "HiDream", "HunyuanDiT",
    "HunyuanDiTPAG", "Kandinsky5", "PRX", "HunyuanImage", "ChronoEdit", "ZImage", "OvisImage",
    "LongCatImage", "GlmImage", "Helios", "ErnieImage", "BooguImage", "Krea2", "JoyImage",
    "AnyFlow",
)  # fmt: skip
"""How the pipeline classes begin that cache-dit 1.5.3 has an adapter for."""

DEEP_CACHE_ADVICE = "Use --cache_type taylor_seer, or leave --cache_type out."


def deep_cache_needs_a_unet(situation: Situation) -> Iterator[Finding]:
    """DeepCache reuses what a UNet's skip connections bridge."""
    if isinstance(situation.plan.cache, DeepCache) and not is_unet(situation):
        yield refusal(
            "DEEP_CACHE_NEEDS_A_UNET",
            situation,
            f"It skips a UNet's deep layers, and {situation.model.denoiser.class_name} is none.",
            DEEP_CACHE_ADVICE,
        )


def cached_blocks_are_registered(situation: Situation) -> Iterator[Finding]:
    """These two caches have to know what a block takes and returns."""
    cache = situation.plan.cache
    unknown = [one.class_name for one in situation.model.denoiser.blocks if not one.is_registered]
    if isinstance(cache, FirstBlockCache | MagCache) and unknown:
        yield refusal(
            "CACHE_KNOWS_NOT_THE_BLOCKS",
            situation,
            f"diffusers' {cache.name} does not know what {' and '.join(unknown)} takes and "
            "returns.",
            "Use --cache_type cache_dit, or leave --cache_type out.",
        )


def first_block_cache_needs_like_blocks(situation: Situation) -> Iterator[Finding]:
    """It compares the first block's outputs with the last one's, so both must have the same."""
    blocks = situation.model.denoiser.blocks
    differ = len({one.returns_text for one in blocks}) > 1 or _drop_text(situation)
    if isinstance(situation.plan.cache, FirstBlockCache) and differ:
        yield refusal(
            "FIRST_BLOCK_CACHE_NEEDS_LIKE_BLOCKS",
            situation,
            f"The first and the last {' and '.join(one.class_name for one in blocks)} return "
            "different things, which it cannot compare.",
            "Use --cache_type taylor_seer or cache_dit.",
        )


def taylor_seer_needs_something_to_predict(situation: Situation) -> Iterator[Finding]:
    """It finds attention by the name `attn`, and in its lite form the layer `proj_out`."""
    cache, denoiser = situation.plan.cache, situation.model.denoiser
    if not isinstance(cache, TaylorSeer) or not denoiser.blocks:
        return
    if cache.lite and not denoiser.ends_in_a_projection:
        yield refusal(
            "TAYLOR_SEER_FINDS_NOTHING",
            situation,
            f"Its lite form predicts a last layer called proj_out, and {denoiser.class_name} has "
            "none.",
            "Set DG_TAYLOR_LITE=off.",
            lambda plan: replace(plan, caches=(replace(cache, lite=False),)),
        )
    if cache.lite and _drop_text(situation):
        yield refusal(
            "TAYLOR_SEER_LITE_NEEDS_LIKE_BLOCKS",
            situation,
            f"Its lite form fills in for whole blocks, and the last of {denoiser.class_name} "
            "returns nothing for the text.",
            "Set DG_TAYLOR_LITE=off.",
            lambda plan: replace(plan, caches=(replace(cache, lite=False),)),
        )
    if not cache.lite and not any("attn" in one.attentions for one in denoiser.blocks):
        yield refusal(
            "TAYLOR_SEER_FINDS_NOTHING",
            situation,
            f"It predicts attention called attn, and {denoiser.class_name} calls its own "
            "differently, so that nothing would be skipped.",
            "Set DG_TAYLOR_LITE=on (or --cache_setting lite=on).",
            lambda plan: replace(plan, caches=(replace(cache, lite=True),)),
        )


def _drop_text(situation: Situation) -> bool:
    return any(one.last_drops_text for one in situation.model.denoiser.blocks)


def mag_cache_needs_ratios(situation: Situation) -> Iterator[Finding]:
    """What it skips by is a property of the model's weights, and is measured beforehand."""
    cache = situation.plan.cache
    if isinstance(cache, MagCache) and not cache.ratios and not situation.model.mag_ratios:
        yield refusal(
            "MAG_CACHE_NEEDS_RATIOS",
            situation,
            f"It skips by ratios measured on the model, and {situation.model.name} brings none.",
            "Give them with --cache_setting ratios=1.0,1.02,…; for FLUX.1 ratios=flux.",
        )


def cache_dit_knows_the_pipeline(situation: Situation) -> Iterator[Finding]:
    """cache-dit has an adapter for each kind of pipeline."""
    pipeline = situation.model.pipeline_class
    if isinstance(situation.plan.cache, CacheDit) and not pipeline.startswith(CACHE_DIT_PIPELINES):
        yield refusal(
            "CACHE_DIT_KNOWS_NOT_THE_PIPELINE",
            situation,
            f"cache-dit has no adapter for {pipeline}.",
            "Use --cache_type deep_cache." if is_unet(situation) else "Use another --cache_type.",
        )


def cache_dit_has_masks_for_some_steps(situation: Situation) -> Iterator[Finding]:
    """Its masks are written for 4, 6, and from 8 steps on."""
    cache, steps = situation.plan.cache, situation.request.steps
    if not isinstance(cache, CacheDit) or cache.step_mask is StepMask.NONE:
        return
    if steps < 8 and steps not in (4, 6):
        yield refusal(
            "CACHE_DIT_HAS_NO_MASK",
            situation,
            f"cache-dit has step masks for 4, 6, and 8 or more steps, and not for {steps}.",
            "Set DG_CACHE_DIT_STEP_MASK=none, or draw in 8 steps.",
            lambda plan: replace(plan, caches=(replace(cache, step_mask=StepMask.NONE),)),
        )


def cache_dit_needs_blocks_to_skip(situation: Situation) -> Iterator[Finding]:
    """The blocks that it computes in every step must not be all there are."""
    cache, layers = situation.plan.cache, situation.model.denoiser.layers
    if not isinstance(cache, CacheDit) or layers is None:
        return
    computed = cache.front_blocks + cache.back_blocks
    if computed >= layers:
        yield refusal(
            "CACHE_DIT_NEEDS_BLOCKS_TO_SKIP",
            situation,
            f"front_blocks and back_blocks are {computed} together, and the model's first list "
            f"of blocks has {layers}.",
            "Set DG_CACHE_DIT_FRONT_BLOCKS=1 and DG_CACHE_DIT_BACK_BLOCKS=0.",
            lambda plan: replace(plan, caches=(replace(cache, front_blocks=1, back_blocks=0),)),
        )
