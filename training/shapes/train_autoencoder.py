"""Stage `vae`: learn latents and pictures together; stage `decoder`: polish the pictures."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import Tensor

from .autoencoder import divergence, new_autoencoder, psnr, reconstruction_loss
from .checkpoint import Checkpoint
from .dataset import Dataset, Pictures
from .muon import Optimizers, warm_then_linear

Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class AutoencoderPlan:
    """How long and how fast one stage of the autoencoder trains."""

    steps: int
    batch: int = 16
    crop: int = 64
    """Side of the crops in pixels."""
    whole_share: float = 0.15
    """Share of the last steps on whole pictures, a quarter as many at once."""
    matrix_rate: float = 3e-3
    other_rate: float = 2e-3
    divergence_weight: float = 2e-3
    latent_noise: float = 0.0
    """Deviation of the noise on latents while only the decoder trains."""
    decoder_only: bool = False
    decay_share: float = 0.5


def train_autoencoder(
    plan: AutoencoderPlan,
    data: Dataset,
    test: Dataset,
    checkpoint: Checkpoint,
    *,
    start: AutoencoderKL | None,
    device: torch.device,
    log: Log,
) -> AutoencoderKL:
    """Train from `checkpoint`, else from `start`, else from nothing; save as it goes."""
    vae = (start or new_autoencoder()).to(device, memory_format=torch.channels_last)
    vae.encoder.requires_grad_(not plan.decoder_only)
    optimizers = Optimizers(vae, matrix_rate=plan.matrix_rate, other_rate=plan.other_rate)
    first = 0
    if saved := checkpoint.load():
        vae.load_state_dict(saved["model"])
        optimizers.load(saved["optimizers"])
        first = int(saved["step"])
    pictures = data.pictures()
    rng = np.random.default_rng((plan.steps, first))
    since = time.perf_counter()
    for step in range(first, plan.steps):
        crop = plan.crop if step < (1 - plan.whole_share) * plan.steps else 0
        true = to_tensor(_crops(pictures, rng, plan.batch, crop), device)
        loss = _loss(vae, true, plan)
        torch.autograd.backward(loss)
        optimizers.step(warm_then_linear(step, plan.steps, decay_share=plan.decay_share))
        if step % 50 == 0:
            log(f"{step:6d} loss {float(loss.detach()):.4f} {time.perf_counter() - since:.0f} s")
        if (step + 1) % 500 == 0 or step + 1 == plan.steps:
            log(f"{step:6d} psnr {reconstruction_psnr(vae, test, device):.2f} dB")
            content = {"model": vae.state_dict(), "optimizers": optimizers.state()}
            checkpoint.save({**content, "step": step + 1})
    return vae


def reconstruction_psnr(vae: AutoencoderKL, test: Dataset, device: torch.device) -> float:
    """Mean PSNR in dB through the autoencoder of the first 64 pictures of `test`."""
    true = to_tensor(test.pictures()[:64], device)
    with torch.no_grad():
        drawn = vae.decode(vae.encode(true).latent_dist.mode()).sample
    return psnr(drawn, true)


def to_tensor(pictures: Pictures, device: torch.device) -> Tensor:
    """Uint8 (batch, height, width, 3) to float (batch, 3, height, width) in [-1, 1]."""
    tensor = torch.from_numpy(np.array(pictures)).to(device)
    return tensor.permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)


def _loss(vae: AutoencoderKL, true: Tensor, plan: AutoencoderPlan) -> Tensor:
    with torch.autocast(true.device.type, torch.bfloat16):
        with torch.set_grad_enabled(not plan.decoder_only):
            moments = vae.encoder(true)
        mean, log_variance = moments.float().chunk(2, dim=1)
        log_variance = log_variance.clamp(-30.0, 10.0)
        noise = torch.randn_like(mean)
        spread = plan.latent_noise if plan.decoder_only else (0.5 * log_variance).exp()
        drawn = vae.decoder(mean + spread * noise).float()
    loss = reconstruction_loss(drawn, true)
    if plan.decoder_only:
        return loss
    return loss + plan.divergence_weight * divergence(mean, log_variance)


def _crops(pictures: Pictures, rng: np.random.Generator, count: int, crop: int) -> Pictures:
    """`count` crops of side `crop`, the livelier of two each; 0: whole, a quarter as many."""
    if not crop:
        return pictures[np.sort(rng.integers(len(pictures), size=max(1, count // 4)))]
    last = pictures.shape[1] - crop
    chosen = []
    for index in rng.integers(len(pictures), size=count):
        corners = rng.integers(last + 1, size=(2, 2))
        crops = [pictures[index, y : y + crop, x : x + crop] for y, x in corners]
        chosen.append(max(crops, key=lambda one: float(one[::4, ::4].std(axis=(0, 1)).sum())))
    return np.stack(chosen)
