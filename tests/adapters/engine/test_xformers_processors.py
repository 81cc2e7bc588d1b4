"""xFormers' processors on a UNet, as far as it goes without a GPU."""

from importlib.util import find_spec
from typing import Any

import pytest
from diffusers.models.attention_processor import XFormersAttnProcessor

from diffgentor.adapters.diffusers.techniques import xformers_processors
from diffgentor.adapters.diffusers.techniques.seen import Seen
from tests.tiny_pipelines.drawing import load
from tests.tiny_pipelines.families import SD15
from tests.tiny_pipelines.fixtures import TinyFolder


@pytest.fixture
def unet(tiny_folder: TinyFolder) -> Any:
    return load(tiny_folder(SD15)).unet


def test_a_unet_as_loaded_uses_none(unet: Any) -> None:
    seen = xformers_processors.probe(unet)

    assert seen == Seen(
        as_planned=False, evidence="0 of 32 attention modules use xFormers processors"
    )


def test_they_are_seen_once_every_attention_has_one(unet: Any) -> None:
    unet.set_attn_processor(XFormersAttnProcessor())

    seen = xformers_processors.probe(unet)

    assert seen == Seen(
        as_planned=True, evidence="32 of 32 attention modules use xFormers processors"
    )


def test_one_attention_without_is_told(unet: Any) -> None:
    own = next(iter(unet.attn_processors.items()))
    unet.set_attn_processor(dict.fromkeys(unet.attn_processors, XFormersAttnProcessor()))
    unet.set_attn_processor({**unet.attn_processors, own[0]: own[1]})

    seen = xformers_processors.probe(unet)

    assert seen == Seen(
        as_planned=False, evidence="31 of 32 attention modules use xFormers processors"
    )


@pytest.mark.skipif(find_spec("xformers") is not None, reason="xformers is installed")
def test_without_the_package_the_library_says_so_and_changes_nothing(unet: Any) -> None:
    with pytest.raises(ModuleNotFoundError, match="xformers"):
        xformers_processors.apply(unet)

    assert xformers_processors.probe(unet).evidence.startswith("0 of 32")
