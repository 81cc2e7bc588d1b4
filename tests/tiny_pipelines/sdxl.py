"""Stable Diffusion XL: two text encoders, size conditioning, a UNet of three levels."""

from pathlib import Path

from tests.tiny_pipelines.autoencoders import autoencoder
from tests.tiny_pipelines.libraries import diffusers
from tests.tiny_pipelines.text_encoders import (
    CLIP_WIDTH,
    clip_text_model,
    projecting_clip_text_model,
)
from tests.tiny_pipelines.tokenizers import clip_tokenizer
from tests.tiny_pipelines.weights import fixed_seed

SIZE_NUMBERS = 6
SIZE_WIDTH = 8


def build(folder: Path) -> None:
    """Save a StableDiffusionXLPipeline."""
    with fixed_seed():
        tokenizer, tokenizer_2 = clip_tokenizer(), clip_tokenizer(padding="!")
        diffusers.StableDiffusionXLPipeline(
            tokenizer=tokenizer,
            text_encoder=clip_text_model(tokenizer),
            tokenizer_2=tokenizer_2,
            text_encoder_2=projecting_clip_text_model(tokenizer_2),
            unet=diffusers.UNet2DConditionModel(
                sample_size=8,
                down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
                up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
                block_out_channels=(16, 32, 32),
                layers_per_block=2,
                transformer_layers_per_block=(1, 1, 2),
                attention_head_dim=(2, 4, 4),
                cross_attention_dim=2 * CLIP_WIDTH,
                use_linear_projection=True,
                addition_embed_type="text_time",
                addition_time_embed_dim=SIZE_WIDTH,
                projection_class_embeddings_input_dim=CLIP_WIDTH + SIZE_NUMBERS * SIZE_WIDTH,
                norm_num_groups=4,
            ),
            vae=autoencoder(4, 0.13025),
            scheduler=diffusers.EulerDiscreteScheduler(
                beta_start=0.00085,
                beta_end=0.012,
                beta_schedule="scaled_linear",
                steps_offset=1,
                timestep_spacing="leading",
            ),
            force_zeros_for_empty_prompt=True,
        ).save_pretrained(folder)
