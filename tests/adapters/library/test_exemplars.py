"""The documentation's published models and the tiny ones of the tests, side by side."""

from dataclasses import replace

import pytest

from diffgentor.adapters.diffusers.profile import read_profile
from diffgentor.domain.model import ModelProfile
from docs.compatibility.exemplar import EXEMPLARS, Exemplar, profile_of
from tests.tiny_pipelines.families import FAMILIES
from tests.tiny_pipelines.fixtures import TinyFolder

TINY = {family.pipeline_class: family for family in FAMILIES}


def regardless_of_size(model: ModelProfile) -> ModelProfile:
    """Return what does not tell one model from a larger one of the same kind."""
    assert model.vae is not None
    return replace(
        model,
        name="",
        location="",
        revision=None,
        fingerprint="",
        components=(),
        denoiser=replace(model.denoiser, heads=None, head_size=None, layers=None),
        vae=replace(model.vae, tile_edge=None, full_size_channels=None),
        defaults=replace(model.defaults, size=EDGELESS),
    )


EDGELESS = profile_of(EXEMPLARS[0]).defaults.size


@pytest.mark.parametrize("exemplar", EXEMPLARS, ids=lambda one: one.pipeline_class)
def test_a_published_model_is_like_the_tiny_one_but_for_its_size(
    exemplar: Exemplar, tiny_folder: TinyFolder
) -> None:
    folder = tiny_folder(TINY[exemplar.pipeline_class])
    tiny = read_profile(folder, "tiny", str(folder), None)

    assert regardless_of_size(profile_of(exemplar)) == regardless_of_size(tiny)


def test_there_is_a_published_model_for_every_tiny_one() -> None:
    assert {exemplar.pipeline_class for exemplar in EXEMPLARS} == set(TINY)
