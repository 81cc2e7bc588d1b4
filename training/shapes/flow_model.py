"""The Flux transformer at the size of this task, and the rectified-flow loss it learns."""

from typing import Final

import torch
from diffusers import FluxTransformer2DModel
from torch import Tensor

from .autoencoder import LATENT_CHANNELS
from .text_encoder import POOLED_WIDTH, TEXT_WIDTH

_GATE: Final = 0.4


def new_transformer() -> FluxTransformer2DModel:
    """Two double and four single blocks of three heads; it starts by drawing nothing.

    Modulation starts small with open gates, so that every block learns from the first step.
    """
    transformer = FluxTransformer2DModel(
        patch_size=1,
        in_channels=4 * LATENT_CHANNELS,
        num_layers=2,
        num_single_layers=4,
        attention_head_dim=64,
        num_attention_heads=3,
        joint_attention_dim=TEXT_WIDTH,
        pooled_projection_dim=POOLED_WIDTH,
        guidance_embeds=False,
        axes_dims_rope=(8, 28, 28),
    )
    with torch.no_grad():
        for name, parameter in transformer.named_parameters():
            if "norm" in name and name.endswith("linear.weight"):
                parameter.mul_(0.1)
            elif "norm" in name and name.endswith("linear.bias"):
                _open_gates(name, parameter)
        transformer.proj_out.weight.zero_()
        transformer.proj_out.bias.zero_()
    return transformer


def flow_loss(
    transformer: FluxTransformer2DModel, latents: Tensor, words: Tensor, pooled: Tensor
) -> Tensor:
    """Rectified flow (https://arxiv.org/abs/2209.03003): predict noise minus latents.

    `latents` (batch, tokens, channels) have unit deviation. Noise levels are logit-normal
    (https://arxiv.org/abs/2403.03206), one from each of `batch` equal strata.
    """
    batch, tokens, _ = latents.shape
    level = noise_levels(batch, latents.device)
    noise = torch.randn_like(latents)
    mixed = latents + level[:, None, None] * (noise - latents)
    image_ids, text_ids = position_ids(tokens, words.shape[1], latents.device)
    with torch.autocast(latents.device.type, torch.bfloat16):
        flow = transformer(
            hidden_states=mixed,
            encoder_hidden_states=words,
            pooled_projections=pooled,
            timestep=level,
            img_ids=image_ids,
            txt_ids=text_ids,
            return_dict=False,
        )[0]
    loss: Tensor = (flow.float() - (noise - latents)).square().mean()
    return loss


def noise_levels(count: int, device: torch.device) -> Tensor:
    """Levels in (0, 1), logit-normal with mean 0.3 and deviation 1.1."""
    share = (torch.arange(count, device=device) + torch.rand(count, device=device)) / count
    return torch.sigmoid(0.3 + 1.1 * torch.special.ndtri(share.clamp(1e-4, 1 - 1e-4)))


def position_ids(tokens: int, length: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Rotary positions (n, 3): row and column of image tokens; zero for every word."""
    side = round(tokens**0.5)
    at = torch.arange(side, device=device, dtype=torch.float32)
    rows, columns = torch.meshgrid(at, at, indexing="ij")
    image = torch.stack([torch.zeros_like(rows), rows, columns], dim=2).reshape(-1, 3)
    return image, torch.zeros(length, 3, device=device)


def _open_gates(name: str, bias: Tensor) -> None:
    """Set the gate parts of a modulation bias; its parts are shift, scale, gate (twice)."""
    bias.zero_()
    width = bias.shape[0]
    if name.startswith("transformer_blocks"):
        part = width // 6
        bias[2 * part : 3 * part] = _GATE
        bias[5 * part :] = _GATE
    elif name.startswith("single_transformer_blocks"):
        bias[2 * (width // 3) :] = _GATE
