"""The image autoencoder of the families that have the common one.

Eight pixels a latent side, like the real ones, so that sizes are refused and rounded alike.
"""

from typing import Any

from tests.tiny_pipelines.libraries import diffusers

SIDES = {
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "block_out_channels": (8, 8, 16, 16),
    "layers_per_block": 1,
    "norm_num_groups": 4,
}


def autoencoder(latent_channels: int, scaling_factor: float, **config: Any) -> Any:
    """An AutoencoderKL with the given latent space."""
    return diffusers.AutoencoderKL(
        **SIDES, latent_channels=latent_channels, scaling_factor=scaling_factor, **config
    )
