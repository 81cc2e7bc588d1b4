"""Stable Diffusion 1.5: one CLIP, a UNet of four levels, PNDM."""

from pathlib import Path

from tests.tiny_pipelines.autoencoders import autoencoder
from tests.tiny_pipelines.libraries import diffusers
from tests.tiny_pipelines.text_encoders import CLIP_WIDTH, clip_text_model
from tests.tiny_pipelines.tokenizers import clip_tokenizer
from tests.tiny_pipelines.weights import fixed_seed


def build(folder: Path) -> None:
    """Save a StableDiffusionPipeline without its safety checker."""
    with fixed_seed():
        tokenizer = clip_tokenizer()
        diffusers.StableDiffusionPipeline(
            tokenizer=tokenizer,
            text_encoder=clip_text_model(tokenizer),
            unet=diffusers.UNet2DConditionModel(
                sample_size=8,
                block_out_channels=(16, 16, 32, 32),
                layers_per_block=2,
                cross_attention_dim=CLIP_WIDTH,
                attention_head_dim=2,
                norm_num_groups=4,
            ),
            vae=autoencoder(4, 0.18215),
            scheduler=diffusers.PNDMScheduler(
                beta_start=0.00085,
                beta_end=0.012,
                beta_schedule="scaled_linear",
                skip_prk_steps=True,
                set_alpha_to_one=False,
                steps_offset=1,
            ),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        ).save_pretrained(folder)
