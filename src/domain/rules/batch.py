"""Pictures of a request that share a call."""

from collections.abc import Iterator

from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def batch_needs_several_pictures(situation: Situation) -> Iterator[Finding]:
    """One picture has nobody to share a call with."""
    if situation.plan.batch_size > 1 and situation.request.pictures == 1:
        yield _degradation(
            "BATCH_NEEDS_SEVERAL_PICTURES",
            situation,
            "The request is for one picture, which has a call of its own.",
            "Ask for several with --num_images_per_prompt.",
        )


def caches_that_decide_for_a_batch_draw_alone(situation: Situation) -> Iterator[Finding]:
    """One decision to skip for all would let a picture depend on its neighbours."""
    plan, several = situation.plan, situation.request.pictures > 1
    if plan.batch_size > 1 and several and plan.cache.decides_for_the_batch:
        yield _degradation(
            "BATCH_SHARES_THE_CACHES_DECISION",
            situation,
            f"{plan.cache.name} decides what to skip once for a whole batch, so that neighbours "
            "would change a picture; each is drawn alone.",
            "Use --cache_type taylor_seer, which decides by the step, or leave --batch_size out.",
        )


def batch_needs_a_pipeline_that_draws_several(situation: Situation) -> Iterator[Finding]:
    """Some pipelines draw one picture a prompt."""
    model = situation.model
    if situation.plan.batch_size > 1 and "num_images_per_prompt" not in model.call_parameters:
        yield Finding(
            "BATCH_NOT_IN_THIS_PIPELINE",
            Verdict.REFUSES,
            Technique.BATCH_SIZE,
            str(situation.plan.batch_size),
            f"{model.pipeline_class} draws one picture a call.",
            "Leave --batch_size out for this model.",
        )


def _degradation(rule: str, situation: Situation, reason: str, suggestion: str) -> Finding:
    return Finding(
        rule,
        Verdict.DEGRADES,
        Technique.BATCH_SIZE,
        str(situation.plan.batch_size),
        reason,
        suggestion,
    )
