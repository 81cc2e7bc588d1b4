"""FLUX.1-Kontext: FLUX.1's parts, with a reference picture appended to the latents."""

from pathlib import Path

from tests.tiny_pipelines.flux import flux_components
from tests.tiny_pipelines.libraries import diffusers
from tests.tiny_pipelines.weights import fixed_seed


def build(folder: Path) -> None:
    """Save a FluxKontextPipeline."""
    with fixed_seed():
        diffusers.FluxKontextPipeline(**flux_components()).save_pretrained(folder)
