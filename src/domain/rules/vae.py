"""Slicing and tiling of the picture's decoding."""

from collections.abc import Iterator

from ..batching import pictures_together
from ..technique import Technique
from .finding import Finding, Verdict
from .situation import Situation


def slicing_and_tiling_need_a_vae(situation: Situation) -> Iterator[Finding]:
    """Some pipelines turn latents into pixels without an autoencoder, or by another name."""
    plan, model = situation.plan, situation.model
    asked = {Technique.VAE_SLICING: plan.vae_slicing, Technique.VAE_TILING: plan.vae_tiling}
    if model.vae is None:
        for technique in (technique for technique, on in asked.items() if on):
            yield Finding(
                "VAE_ABSENT",
                Verdict.REFUSES,
                technique,
                "on",
                f"{model.pipeline_class} has no component called vae.",
                f"Leave --enable_{technique} out for this model.",
            )


def slicing_needs_a_batch(situation: Situation) -> Iterator[Finding]:
    """Pictures that are drawn alone are decoded alone, so there is no batch to slice."""
    plan, request = situation.plan, situation.request
    is_alone = pictures_together(plan, request) == 1
    if plan.vae_slicing and situation.model.vae is not None and is_alone:
        yield Finding(
            "VAE_SLICING_NEEDS_A_BATCH",
            Verdict.DEGRADES,
            Technique.VAE_SLICING,
            "on",
            "Every picture is drawn and decoded alone, so slicing has no batch to act on.",
            "Nothing to do: memory is already as low as slicing would make it. With --batch_size "
            "it has something to act on.",
        )


def tiling_needs_a_larger_picture(situation: Situation) -> Iterator[Finding]:
    """A picture that fits one tile is decoded whole, with tiling on or off."""
    vae, size = situation.model.vae, situation.request.size
    tile = None if vae is None else vae.tile_edge
    if situation.plan.vae_tiling and tile is not None and max(size.width, size.height) <= tile:
        yield Finding(
            "VAE_TILING_NEEDS_A_LARGER_PICTURE",
            Verdict.DEGRADES,
            Technique.VAE_TILING,
            "on",
            f"A picture of {size} fits one tile of {tile} pixels and is decoded whole.",
            f"Nothing to do: tiling starts to act above {tile} pixels.",
        )
