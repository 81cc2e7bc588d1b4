"""Latents of the training pictures: encoded once, in shards, packed as Flux wants them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from diffusers import AutoencoderKL
from torch import Tensor

from .dataset import Dataset
from .renderer import SIDE
from .train_autoencoder import Log, to_tensor

SHARD: Final = 4096
TOKENS: Final = (SIDE // 16) ** 2
"""Image tokens a picture: one for each 16x16 pixels."""

Shard = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class LatentShards:
    """Packed latents (SHARD, TOKENS, 4 * channels) of a data set, one file a shard.

    Written in order; a reader may use those that exist while others are still to come.
    """

    folder: Path
    data: Dataset

    def path(self, number: int) -> Path:
        """The file of one shard."""
        return self.folder / f"latents-{number:03d}.npy"

    def write(self, vae: AutoencoderKL, *, device: torch.device, log: Log) -> None:
        """Encode every shard that is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        pictures = self.data.pictures()
        for number in range(self.data.count // SHARD):
            if self.path(number).exists():
                continue
            parts = [
                encode(vae, to_tensor(pictures[at : at + 32], device)).half().cpu().numpy()
                for at in range(number * SHARD, (number + 1) * SHARD, 32)
            ]
            unfinished = self.path(number).with_suffix(".part.npy")
            np.save(unfinished, np.concatenate(parts))
            unfinished.rename(self.path(number))
            log(f"latents {number + 1} of {self.data.count // SHARD}")

    def ready(self) -> list[Shard]:
        """Read-only maps of the shards that exist, in order."""
        found: list[Shard] = []
        while self.path(len(found)).exists():
            found.append(np.load(self.path(len(found)), mmap_mode="r"))
        return found


@torch.no_grad()
def encode(vae: AutoencoderKL, pictures: Tensor) -> Tensor:
    """Packed means of pictures (batch, 3, SIDE, SIDE), not yet scaled."""
    with torch.autocast(pictures.device.type, torch.bfloat16):
        moments = vae.encoder(pictures.to(memory_format=torch.channels_last))
    return pack(moments.float().chunk(2, dim=1)[0])


def pack(latents: Tensor) -> Tensor:
    """(batch, channels, height, width) to (batch, tokens, 4 * channels), as Flux packs."""
    batch, channels, height, width = latents.shape
    squares = latents.reshape(batch, channels, height // 2, 2, width // 2, 2)
    return squares.permute(0, 2, 4, 1, 3, 5).reshape(batch, -1, 4 * channels)


def unpack(tokens: Tensor) -> Tensor:
    """The inverse of `pack`, for square pictures."""
    batch, count, width = tokens.shape
    side = round(count**0.5)
    squares = tokens.reshape(batch, side, side, width // 4, 2, 2)
    return squares.permute(0, 3, 1, 4, 2, 5).reshape(batch, width // 4, 2 * side, 2 * side)
