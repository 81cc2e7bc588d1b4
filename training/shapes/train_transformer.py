"""Stage `transformer`: learn to draw what the frozen text encoders say."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from diffusers import FluxTransformer2DModel
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from .captions import caption, forget, may_say_less
from .checkpoint import Checkpoint
from .flow_model import flow_loss, new_transformer
from .latent import SHARD, LatentShards
from .muon import Optimizers, warm_then_linear
from .text_encoder import TextEncoders
from .tokenizers import TEXT_LENGTH
from .train_autoencoder import Log


@dataclass(frozen=True, slots=True)
class TransformerPlan:
    """How long and how fast the transformer trains."""

    steps: int
    batch: int = 48
    matrix_rate: float = 3e-3
    other_rate: float = 2e-3
    average: float = 0.99
    """Share of the running average kept at each step."""
    untold: float = 0.08
    """Share of pictures with the empty caption, for guidance."""
    forgetful: float = 0.3
    """Share of the captions that leave more than half of the scene unsaid."""
    decay_share: float = 0.4
    save_every: int = 100
    compiled: bool = True
    """Compile the step at the usual text length; other lengths run as they are."""


@dataclass(frozen=True, slots=True)
class LatentScale:
    """What brings latents to zero mean and unit deviation, as the pipeline undoes it."""

    shift: float
    scale: float

    def __call__(self, latents: Tensor) -> Tensor:
        """Raw latents to scaled ones."""
        return (latents - self.shift) * self.scale


def measure_scale(shards: LatentShards) -> LatentScale:
    """Shift and scale from the first shard."""
    first = np.asarray(shards.ready()[0][:1024], dtype=np.float32)
    return LatentScale(float(first.mean()), float(1.0 / first.std()))


def train_transformer(
    plan: TransformerPlan,
    shards: LatentShards,
    encoders: TextEncoders,
    checkpoint: Checkpoint,
    *,
    device: torch.device,
    log: Log,
) -> FluxTransformer2DModel:
    """Train from `checkpoint` or from nothing; return the running average.

    The checkpoint holds the average as `average`.
    """
    transformer = new_transformer().to(device)
    average = new_transformer().to(device).requires_grad_(False)
    average.load_state_dict(transformer.state_dict())
    optimizers = Optimizers(
        transformer, matrix_rate=plan.matrix_rate, other_rate=plan.other_rate, excluded=("embed",)
    )
    first = 0
    if saved := checkpoint.load():
        transformer.load_state_dict(saved["model"])
        average.load_state_dict(saved["average"])
        optimizers.load(saved["optimizers"])
        first = int(saved["step"])
    scale = measure_scale(shards)
    since = time.perf_counter()
    recent: list[float] = []
    batches = _batches(plan, shards, first)
    fast = torch.compile(transformer) if plan.compiled else transformer
    for step in range(first, plan.steps):
        latents, prompts, length = next(batches)
        with torch.no_grad(), torch.autocast(device.type, torch.bfloat16):
            words, pooled, _ = encoders(prompts, length)
        with sdpa_kernel(SDPBackend.MATH):
            model = fast if length == TEXT_LENGTH else transformer
            loss = flow_loss(model, scale(latents.to(device)), words, pooled)
            torch.autograd.backward(loss)
        optimizers.step(warm_then_linear(step, plan.steps, decay_share=plan.decay_share))
        _follow(average, transformer, min(plan.average, (step + 1) / (step + 10)))
        recent.append(float(loss.detach()))
        if (step + 1) % plan.save_every == 0 or step + 1 == plan.steps:
            seconds = time.perf_counter() - since
            log(f"{step + 1} loss {np.mean(recent):.4f} {seconds:.0f} s")
            recent = []
            content = {"model": transformer.state_dict(), "average": average.state_dict()}
            checkpoint.save({**content, "optimizers": optimizers.state(), "step": step + 1})
    return average


@torch.no_grad()
def _follow(
    average: FluxTransformer2DModel, transformer: FluxTransformer2DModel, keep: float
) -> None:
    slow, fast = list(average.parameters()), list(transformer.parameters())
    torch._foreach_lerp_(slow, fast, 1.0 - keep)


def _batches(
    plan: TransformerPlan, shards: LatentShards, first: int
) -> Iterator[tuple[Tensor, list[str], int]]:
    """Endless random batches: raw latents, captions, text length.

    One in twelve has long padding, so that callers who leave the length at the pipeline's
    512 get the same pictures; it is smaller, to cost the same.
    """
    rng = np.random.default_rng((plan.steps, first))
    ready = shards.ready()
    terse = _terse(shards)
    for step in range(first, 10**9):
        if step % 100 == 0:
            ready = shards.ready()
        length = int(rng.choice((64, 128, 512))) if rng.random() < 1 / 12 else TEXT_LENGTH
        count = max(4, plan.batch * 88 // (64 + length))
        picked, prompts = [], []
        for _ in range(count):
            scenes = terse[int(rng.integers(2))] if rng.random() < plan.forgetful else None
            at = int(rng.integers(len(ready) * SHARD))
            index = at if scenes is None else scenes[at % len(scenes)]
            scene = shards.data.scene(index)
            scene = scene if scenes is None else forget(scene, rng, 0.6)
            prompts.append("" if rng.random() < plan.untold else caption(scene, rng))
            picked.append(ready[index // SHARD][index % SHARD])
        yield torch.from_numpy(np.stack(picked)).float(), prompts, length


def _terse(shards: LatentShards) -> tuple[list[int], list[int]]:
    """Numbers of the encoded pictures of one, and of two, objects that need few words."""
    found: tuple[list[int], list[int]] = ([], [])
    for index in range(len(shards.ready()) * SHARD):
        scene = shards.data.scene(index)
        if may_say_less(scene):
            found[len(scene.objects) - 1].append(index)
    return found
