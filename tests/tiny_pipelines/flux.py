"""FLUX.1: double and single blocks, guidance distilled into one number."""

from pathlib import Path
from typing import Any

from tests.tiny_pipelines.autoencoders import autoencoder
from tests.tiny_pipelines.libraries import diffusers
from tests.tiny_pipelines.text_encoders import (
    CLIP_WIDTH,
    T5_WIDTH,
    clip_text_model,
    t5_encoder,
)
from tests.tiny_pipelines.tokenizers import clip_tokenizer, t5_tokenizer
from tests.tiny_pipelines.weights import amplify, fixed_seed


def build(folder: Path) -> None:
    """Save a FluxPipeline."""
    with fixed_seed():
        diffusers.FluxPipeline(**flux_components()).save_pretrained(folder)


def flux_components() -> dict[str, Any]:
    """The parts, which FLUX.1-Kontext has too."""
    tokenizer, tokenizer_2 = clip_tokenizer(), t5_tokenizer()
    transformer = diffusers.FluxTransformer2DModel(
        in_channels=64,
        num_layers=2,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=T5_WIDTH,
        pooled_projection_dim=CLIP_WIDTH,
        guidance_embeds=True,
        axes_dims_rope=(4, 6, 6),
    )
    amplify(transformer.proj_out, 4.0)
    return {
        "tokenizer": tokenizer,
        "text_encoder": clip_text_model(tokenizer),
        "tokenizer_2": tokenizer_2,
        "text_encoder_2": t5_encoder(tokenizer_2),
        "transformer": transformer,
        "vae": autoencoder(
            16,
            0.3611,
            shift_factor=0.1159,
            use_quant_conv=False,
            use_post_quant_conv=False,
        ),
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(
            shift=3.0,
            use_dynamic_shifting=True,
            base_shift=0.5,
            max_shift=1.15,
            base_image_seq_len=256,
            max_image_seq_len=4096,
        ),
    }
