"""One published model for each kind of pipeline, as the rules see it.

Of a model stands here what its configuration files say of sizes; everything else is read by the
code that reads any model, from the installed diffusers.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from diffgentor.adapters.diffusers.profile import read_profile
from diffgentor.domain.model import ModelProfile

Configuration = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A model as it is published.

    Attributes:
        short: what a narrow column calls it.
        denoiser: of its configuration file what the rules go by; so with `vae`.
        index: what its `model_index.json` says besides.
    """

    short: str
    name: str
    pipeline_class: str
    denoiser: Configuration
    vae: Configuration
    role: str = "transformer"
    index: Configuration = field(default_factory=dict)


def _kl(latent_channels: int, sample_size: int, kind: str = "AutoencoderKL") -> Configuration:
    return {
        "_class_name": kind,
        "block_out_channels": [128, 256, 512, 512],
        "latent_channels": latent_channels,
        "sample_size": sample_size,
    }


_FLUX = {
    "_class_name": "FluxTransformer2DModel",
    "num_attention_heads": 24,
    "attention_head_dim": 128,
    "num_layers": 19,
    "in_channels": 64,
    "patch_size": 1,
    "guidance_embeds": True,
}

FLUX = Exemplar("FLUX.1", "black-forest-labs/FLUX.1-dev", "FluxPipeline", _FLUX, _kl(16, 1024))

EXEMPLARS = (
    FLUX,
    Exemplar(
        "Kontext",
        "black-forest-labs/FLUX.1-Kontext-dev",
        "FluxKontextPipeline",
        _FLUX,
        _kl(16, 1024),
    ),
    Exemplar(
        "klein",
        "black-forest-labs/FLUX.2-klein-4B",
        "Flux2KleinPipeline",
        {
            "_class_name": "Flux2Transformer2DModel",
            "num_attention_heads": 24,
            "attention_head_dim": 128,
            "num_layers": 5,
            "in_channels": 128,
            "patch_size": 1,
            "guidance_embeds": False,
        },
        _kl(32, 1024, "AutoencoderKLFlux2"),
        index={"is_distilled": True},
    ),
    Exemplar(
        "Qwen",
        "Qwen/Qwen-Image",
        "QwenImagePipeline",
        {
            "_class_name": "QwenImageTransformer2DModel",
            "num_attention_heads": 24,
            "attention_head_dim": 128,
            "num_layers": 60,
            "in_channels": 64,
            "patch_size": 2,
            "guidance_embeds": False,
        },
        {
            "_class_name": "AutoencoderKLQwenImage",
            "base_dim": 96,
            "dim_mult": [1, 2, 4, 4],
            "temperal_downsample": [False, True, True],
            "z_dim": 16,
        },
    ),
    Exemplar(
        "SD3",
        "stabilityai/stable-diffusion-3-medium-diffusers",
        "StableDiffusion3Pipeline",
        {
            "_class_name": "SD3Transformer2DModel",
            "num_attention_heads": 24,
            "attention_head_dim": 64,
            "num_layers": 24,
            "in_channels": 16,
            "patch_size": 2,
            "sample_size": 128,
        },
        _kl(16, 1024),
    ),
    Exemplar(
        "SDXL",
        "stabilityai/stable-diffusion-xl-base-1.0",
        "StableDiffusionXLPipeline",
        {
            "_class_name": "UNet2DConditionModel",
            "attention_head_dim": [5, 10, 20],
            "in_channels": 4,
            "sample_size": 128,
        },
        _kl(4, 1024),
        role="unet",
    ),
    Exemplar(
        "SD 1.5",
        "stable-diffusion-v1-5/stable-diffusion-v1-5",
        "StableDiffusionPipeline",
        {
            "_class_name": "UNet2DConditionModel",
            "attention_head_dim": 8,
            "in_channels": 4,
            "sample_size": 64,
        },
        _kl(4, 512),
        role="unet",
    ),
    Exemplar(
        "PixArt-Σ",
        "PixArt-alpha/PixArt-Sigma-XL-2-1024-MS",
        "PixArtSigmaPipeline",
        {
            "_class_name": "PixArtTransformer2DModel",
            "num_attention_heads": 16,
            "attention_head_dim": 72,
            "num_layers": 28,
            "in_channels": 4,
            "patch_size": 2,
            "sample_size": 128,
        },
        _kl(4, 1024),
    ),
)


def profile_of(exemplar: Exemplar) -> ModelProfile:
    """Return what the rules look at, read from configuration files as for any model."""
    index = {
        "_class_name": exemplar.pipeline_class,
        exemplar.role: ["diffusers", exemplar.denoiser["_class_name"]],
        "vae": ["diffusers", exemplar.vae["_class_name"]],
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        **exemplar.index,
    }
    files: Mapping[str, Configuration] = {
        "model_index.json": index,
        f"{exemplar.role}/config.json": exemplar.denoiser,
        "vae/config.json": exemplar.vae,
        "scheduler/scheduler_config.json": {},
    }
    with tempfile.TemporaryDirectory() as name:
        for path, content in files.items():
            file = Path(name, path)
            file.parent.mkdir(exist_ok=True)
            file.write_text(json.dumps(content), encoding="utf-8")
        return read_profile(Path(name), exemplar.name, exemplar.name, "as published")
