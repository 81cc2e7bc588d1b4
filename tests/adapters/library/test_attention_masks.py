"""Whether a pipeline masks a prompt's padding is read from its source."""

import pytest

from diffgentor.adapters.diffusers.class_source import pipeline_source
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from tests.tiny_pipelines.families import FAMILIES, PIXART, Family
from tests.tiny_pipelines.fixtures import TinyFolder


@pytest.mark.parametrize(
    ("class_name", "masks"),
    [
        ("ChromaPipeline", True),
        ("Lumina2Pipeline", True),
        ("FluxPipeline", False),
        ("QwenImagePipeline", False),  # leaves a mask out that hides nothing
    ],
)
def test_a_mask_is_one_that_is_given_where_nothing_is_padded(class_name: str, masks: bool) -> None:
    source = pipeline_source(class_name)

    assert source is not None
    assert source.masks_attention is masks


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_profile_tells_it(family: Family, tiny_folder: TinyFolder) -> None:
    profile = DiffusersLibrary().profile(str(tiny_folder(family)))

    assert profile.masks_attention is (family is PIXART)
