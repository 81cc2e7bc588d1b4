"""PixArt-Sigma: one T5, cross-attention blocks, DPM-Solver++."""

from pathlib import Path

from tests.tiny_pipelines.autoencoders import autoencoder
from tests.tiny_pipelines.libraries import diffusers
from tests.tiny_pipelines.text_encoders import T5_WIDTH, t5_encoder
from tests.tiny_pipelines.tokenizers import t5_tokenizer
from tests.tiny_pipelines.weights import fixed_seed

# The smallest size the pipeline has resolution buckets for: with any other number a call without
# use_resolution_binning=False ends in "Invalid sample size".
SAMPLE_SIZE = 32


def build(folder: Path) -> None:
    """Save a PixArtSigmaPipeline."""
    with fixed_seed():
        tokenizer = t5_tokenizer()
        diffusers.PixArtSigmaPipeline(
            tokenizer=tokenizer,
            text_encoder=t5_encoder(tokenizer),
            transformer=diffusers.PixArtTransformer2DModel(
                sample_size=SAMPLE_SIZE,
                num_layers=4,
                num_attention_heads=2,
                attention_head_dim=16,
                cross_attention_dim=32,
                caption_channels=T5_WIDTH,
                use_additional_conditions=False,
            ),
            vae=autoencoder(4, 0.13025),
            scheduler=diffusers.DPMSolverMultistepScheduler(
                algorithm_type="dpmsolver++",
                beta_start=0.0001,
                beta_end=0.02,
                beta_schedule="linear",
                solver_order=2,
                solver_type="midpoint",
            ),
        ).save_pretrained(folder)
