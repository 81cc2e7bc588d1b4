"""The picture autoencoder: its architecture and its losses."""

from typing import Final

import torch
from diffusers import AutoencoderKL
from torch import Tensor

LATENT_CHANNELS: Final = 16
DOWNSCALING: Final = 8


def new_autoencoder(latent_channels: int = LATENT_CHANNELS) -> AutoencoderKL:
    """An untrained autoencoder whose residual branches start at zero.

    One group per normalisation: with few channels a group, a flat colour cannot pass.
    """
    vae = AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(16, 32, 64, 96),
        layers_per_block=1,
        latent_channels=latent_channels,
        norm_num_groups=1,
        mid_block_add_attention=False,
        use_quant_conv=False,
        use_post_quant_conv=False,
        sample_size=128,
    )
    for name, parameter in vae.named_parameters():
        if name.endswith("conv2.weight"):
            torch.nn.init.zeros_(parameter)
    return vae.to(memory_format=torch.channels_last)


def reconstruction_loss(drawn: Tensor, true: Tensor) -> Tensor:
    """Absolute and squared error of pixels, and absolute error of their differences.

    Both are (batch, 3, height, width) in [-1, 1]. The differences keep edges crisp.
    """
    error = drawn - true
    across = (error[..., :, 1:] - error[..., :, :-1]).abs().mean()
    down = (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    return error.abs().mean() + 2.0 * error.square().mean() + 0.5 * (across + down)


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Kullback-Leibler divergence to the unit normal, averaged over all latents."""
    return 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).mean()


def psnr(drawn: Tensor, true: Tensor) -> float:
    """Mean over pictures of the peak signal-to-noise ratio in dB, for [-1, 1] pixels."""
    squared = (drawn.clamp(-1, 1) - true).square().mean(dim=(1, 2, 3)) / 4.0
    return float((-10.0 * squared.clamp_min(1e-10).log10()).mean())
