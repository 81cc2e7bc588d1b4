"""The plan nearest to what was asked that no rule refuses."""

from dataclasses import replace
from typing import Any

from .plan import AskedPlan, plan_for
from .planning import planned_receipt
from .rules import Situation
from .technique import Technique

_FIELDS = {
    Technique.TORCH_DTYPE: "precision",
    Technique.TF32: "tf32",
    Technique.VAE_SLICING: "vae_slicing",
    Technique.VAE_TILING: "vae_tiling",
    Technique.FUSE_QKV: "fuse_qkv",
    Technique.ATTENTION_BACKEND: "attention",
    Technique.LAYERWISE_CASTING: "casting",
}


def nearest_plan(situation: Situation) -> Situation:
    """Leave out what is refused, until nothing is; the same situation where nothing was.

    Every round leaves out at least one thing that was asked for, so it ends.
    """
    while refusals := planned_receipt(situation).refusals:
        asked = situation.asked
        for refusal in refusals:
            asked = _without(asked, refusal.optimization)
        if asked == situation.asked:
            return situation
        situation = replace(situation, asked=asked, plan=plan_for(situation.device, asked))
    return situation


def _without(asked: AskedPlan, optimization: str) -> AskedPlan:
    left = tuple(unbuilt for unbuilt in asked.unbuilt if unbuilt.option != optimization)
    nothing_said: dict[str, Any] = {"unbuilt": left}
    if optimization in set(Technique):
        nothing_said[_FIELDS[Technique(optimization)]] = None
    return replace(asked, **nothing_said)
