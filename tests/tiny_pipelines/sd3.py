"""Stable Diffusion 3: three text encoders, joint blocks, plain shifted flow matching."""

from pathlib import Path

from tests.tiny_pipelines.autoencoders import autoencoder
from tests.tiny_pipelines.libraries import diffusers
from tests.tiny_pipelines.text_encoders import (
    CLIP_WIDTH,
    T5_WIDTH,
    projecting_clip_text_model,
    t5_encoder,
)
from tests.tiny_pipelines.tokenizers import (
    clip_tokenizer,
    t5_tokenizer,
)
from tests.tiny_pipelines.weights import fixed_seed


def build(folder: Path) -> None:
    """Save a StableDiffusion3Pipeline."""
    with fixed_seed():
        tokenizer, tokenizer_2 = clip_tokenizer(), clip_tokenizer(padding="!")
        tokenizer_3 = t5_tokenizer()
        diffusers.StableDiffusion3Pipeline(
            tokenizer=tokenizer,
            text_encoder=projecting_clip_text_model(tokenizer),
            tokenizer_2=tokenizer_2,
            text_encoder_2=projecting_clip_text_model(tokenizer_2),
            tokenizer_3=tokenizer_3,
            text_encoder_3=t5_encoder(tokenizer_3),
            transformer=diffusers.SD3Transformer2DModel(
                sample_size=8,
                patch_size=2,
                in_channels=16,
                out_channels=16,
                num_layers=4,
                attention_head_dim=16,
                num_attention_heads=2,
                joint_attention_dim=T5_WIDTH,
                caption_projection_dim=32,
                pooled_projection_dim=2 * CLIP_WIDTH,
                pos_embed_max_size=32,
            ),
            vae=autoencoder(
                16,
                1.5305,
                shift_factor=0.0609,
                use_quant_conv=False,
                use_post_quant_conv=False,
            ),
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        ).save_pretrained(folder)
