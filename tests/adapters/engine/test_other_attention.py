"""Denoisers whose attention is not diffusers' usual one: told as it is, and never in the way."""

from typing import Any

import pytest
from diffusers import CogView4Transformer2DModel, SanaTransformer2DModel

from diffgentor.adapters.diffusers.class_source import model_source
from diffgentor.adapters.diffusers.techniques import attention_backend, fuse_qkv
from diffgentor.adapters.diffusers.techniques.seen import Lesser, Seen
from diffgentor.domain.attention import KernelAttention, NativeAttention


@pytest.fixture(scope="module")
def sana() -> Any:
    return SanaTransformer2DModel(
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=2,
        num_cross_attention_heads=2,
        cross_attention_head_dim=8,
        cross_attention_dim=16,
        caption_channels=16,
        sample_size=4,
    )


@pytest.fixture(scope="module")
def cogview4() -> Any:
    return CogView4Transformer2DModel(
        in_channels=4,
        out_channels=4,
        num_layers=2,
        attention_head_dim=8,
        num_attention_heads=2,
        text_embed_dim=16,
        time_embed_dim=8,
        condition_dim=4,
        sample_size=8,
    )


def test_a_processor_of_another_name_that_calls_torch_s_kernel_is_native(cogview4: Any) -> None:
    seen = attention_backend.probe(cogview4, NativeAttention())

    assert seen == Seen(
        as_planned=True,
        evidence="2 of 2 attention modules use native "
        "(2 scaled_dot_product_attention called directly)",
    )


def test_attention_by_code_of_the_model_s_own_is_not_called_native(sana: Any) -> None:
    seen = attention_backend.probe(sana, NativeAttention())

    assert isinstance(seen, Lesser)
    assert seen.rule == "ATTENTION_IS_THE_MODELS_OWN"
    assert seen.evidence.startswith("2 of 4 attention modules use native (2 code of the model's")


def test_a_kernel_that_reaches_nothing_is_not_in_force(sana: Any) -> None:
    seen = attention_backend.probe(sana, KernelAttention("flex"))

    assert isinstance(seen, Seen)
    assert not seen.as_planned


def test_fused_weights_without_a_processor_that_reads_them_are_caught(sana: Any) -> None:
    for module in sana.modules():
        if getattr(module, "processor", None) is not None:
            module.fused_projections = True

    assert fuse_qkv.probe(sana, on=True) == Seen(
        as_planned=False, evidence="0 of 4 attention modules are fused"
    )


@pytest.mark.parametrize(
    ("class_name", "dispatches", "fuses"),
    [
        ("FluxTransformer2DModel", True, True),
        ("ChromaTransformer2DModel", True, True),
        ("QwenImageTransformer2DModel", True, False),
        ("Krea2Transformer2DModel", True, False),
        ("SD3Transformer2DModel", False, True),
        ("UNet2DConditionModel", False, True),
        ("SanaTransformer2DModel", False, False),
    ],
)
def test_what_a_denoiser_can_is_read_from_its_source(
    class_name: str, dispatches: bool, fuses: bool
) -> None:
    source = model_source(class_name)

    assert source is not None
    assert (source.dispatches_attention, source.fuses_projections) == (dispatches, fuses)
