"""Step caches: what all of them have in common."""

from collections.abc import Iterator
from dataclasses import replace

from ..cache_package import CACHE_PACKAGES, lacks_cache_package
from ..guided_passes import guides_separately
from ..step_cache import (
    CacheDit,
    DeepCache,
    FirstBlockCache,
    MagCache,
    NoCache,
    PyramidAttentionBroadcast,
    TaylorSeer,
)
from ..technique import Technique
from .finding import Finding, Mend, Verdict
from .situation import Situation


def one_cache_at_a_time(situation: Situation) -> Iterator[Finding]:
    """Two caches stack or bypass each other in silence, or diffusers refuses the second."""
    asked = situation.asked.caches
    if len(asked) > 1:
        yield refusal(
            "CACHE_EXCLUSIVE",
            situation,
            "Only one step cache can be in force at a time, and "
            f"{' and '.join(cache.name for cache in asked)} are asked for.",
            f"Keep one of them, such as {asked[-1].name}.",
            lambda plan: replace(plan, caches=plan.caches[-1:]),
        )


def cache_is_installed(situation: Situation) -> Iterator[Finding]:
    """Two of the caches come with packages of their own."""
    kind = type(situation.plan.cache)
    if reason := lacks_cache_package(kind, situation.host.packages):
        yield refusal(
            "CACHE_NEEDS_PACKAGE",
            situation,
            reason,
            f"Install it with: {CACHE_PACKAGES[kind].remedy}.",
        )


def one_state_excludes_separate_passes(situation: Situation) -> Iterator[Finding]:
    """With one state for both passes, the pass without the prompt would reuse the other's."""
    cache = situation.plan.cache
    if guides_separately(situation.model, situation.request) and not cache.keeps_states_apart:
        yield refusal(
            "CACHE_MIXES_GUIDANCE",
            situation,
            f"{situation.model.pipeline_class} guides by two separate passes a step, and "
            f"{cache.name} keeps one state: one pass would be given the other's attention.",
            "Draw without guidance, or use --cache_type taylor_seer.",
        )


def separate_passes_must_be_named(situation: Situation) -> Iterator[Finding]:
    """A cache with a state for each pass has to be told which pass is under way."""
    cache, model = situation.plan.cache, situation.model
    if (
        isinstance(cache, FirstBlockCache | MagCache | TaylorSeer)
        and guides_separately(situation.model, situation.request)
        and not model.names_cache_contexts
    ):
        yield refusal(
            "CACHE_PASSES_UNNAMED",
            situation,
            f"{model.pipeline_class} guides by two separate passes a step and does not tell "
            f"{cache.name} which of them is under way.",
            "Draw without guidance, or use --cache_type cache_dit.",
        )


def caches_need_blocks(situation: Situation) -> Iterator[Finding]:
    """Apart from DeepCache and pab, caches act on a transformer's lists of blocks."""
    cache, denoiser = situation.plan.cache, situation.model.denoiser
    needs_none = NoCache | DeepCache | CacheDit | PyramidAttentionBroadcast
    if not isinstance(cache, needs_none) and not denoiser.blocks:
        yield refusal(
            "CACHE_NEEDS_BLOCKS",
            situation,
            f"{cache.name} skips blocks of a transformer, and {denoiser.class_name} has no list "
            "of them that it finds.",
            "Use --cache_type deep_cache." if is_unet(situation) else "Leave --cache_type out.",
        )


def is_unet(situation: Situation) -> bool:
    """Return whether the denoiser is the UNet of Stable Diffusion."""
    return situation.model.denoiser.class_name == "UNet2DConditionModel"


def refusal(
    rule: str, situation: Situation, reason: str, suggestion: str, mend: Mend | None = None
) -> Finding:
    """Return a refusal of the cache that is asked for."""
    setting = " and ".join(map(str, situation.asked.caches)) or str(situation.plan.cache)
    return Finding(rule, Verdict.REFUSES, Technique.CACHE, setting, reason, suggestion, mend)
