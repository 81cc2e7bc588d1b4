"""Stage `text`: teach the text encoders which words belong together, from captions alone.

The scene behind each caption is known, so the encoders are asked for it through small
readers that are thrown away afterwards: every noun and adjective must know all of its
object, and one cross-attention from an 8x8 grid, the way image tokens will look at the
words, must find what covers each cell. Learning this binding through the diffusion loss
instead takes far longer than a picture model of this size trains.
"""

import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from .captions import caption, forget, may_say_less
from .checkpoint import Checkpoint
from .muon import Optimizers, warm_then_linear
from .scene import Scene, sample_scene
from .text_encoder import TextEncoders, new_text_encoders
from .text_reader import (
    Readers,
    cell_answers,
    cross_entropy,
    pooled_answers,
    share_right,
    word_answers,
)
from .text_target import targets
from .tokenizers import TEXT_LENGTH
from .train_autoencoder import Log

_FILLERS = ("shiny", "nice", "bright", "simple", "cute")


@dataclass(frozen=True, slots=True)
class TextPlan:
    """How long and how fast the text encoders train."""

    steps: int = 1000
    tokens: int = 256 * TEXT_LENGTH
    """Tokens a step; longer padding means fewer captions."""
    matrix_rate: float = 3e-3
    other_rate: float = 2e-3
    padding_weight: float = 0.1


def train_text(
    plan: TextPlan, checkpoint: Checkpoint, *, device: torch.device, log: Log
) -> TextEncoders:
    """Train from `checkpoint` or from nothing; save as it goes."""
    encoders, readers = new_text_encoders(), Readers()
    network = nn.ModuleDict({"t5": encoders.t5, "clip": encoders.clip, "readers": readers})
    network.to(device)
    optimizers = Optimizers(
        network,
        matrix_rate=plan.matrix_rate,
        other_rate=plan.other_rate,
        excluded=("embed", "shared", "relative", "query"),
    )
    first = 0
    if saved := checkpoint.load():
        network.load_state_dict(saved["model"])
        optimizers.load(saved["optimizers"])
        first = int(saved["step"])
    rng = np.random.default_rng((plan.steps, first))
    since = time.perf_counter()
    for step in range(first, plan.steps):
        length = _length(rng)
        scenes, prompts = captioned(rng, max(4, plan.tokens // length), held_out=False)
        with torch.autocast(device.type, torch.bfloat16), sdpa_kernel(SDPBackend.MATH):
            loss, _ = _loss(encoders, readers, scenes, prompts, length, plan.padding_weight)
        torch.autograd.backward(loss)
        optimizers.step(warm_then_linear(step, plan.steps, decay_share=0.5))
        if step % 50 == 0:
            log(f"{step:6d} loss {float(loss.detach()):.4f} {time.perf_counter() - since:.0f} s")
        if (step + 1) % 250 == 0 or step + 1 == plan.steps:
            log(f"{step:6d} held out {_held_out(encoders, readers)}")
            content = {"model": network.state_dict(), "optimizers": optimizers.state()}
            checkpoint.save({**content, "step": step + 1})
    return encoders


def captioned(
    rng: np.random.Generator, count: int, *, held_out: bool, terse: float = 0.25
) -> tuple[list[Scene], list[str]]:
    """`count` scenes as their captions tell them; a share `terse` leaves things unsaid."""
    scenes: list[Scene] = []
    while len(scenes) < count:
        two = bool(rng.random() < 0.65)
        scene = sample_scene(rng, two_objects=two, held_out=held_out)
        if rng.random() < terse:
            while not may_say_less(scene):
                scene = sample_scene(rng, two_objects=two, held_out=held_out)
            scene = forget(scene, rng, 0.6)
        scenes.append(scene)
    prompts = [caption(scene, rng) for scene in scenes]
    return scenes, [_with_filler(p, rng) if rng.random() < 0.03 else p for p in prompts]


def _with_filler(prompt: str, rng: np.random.Generator) -> str:
    words = prompt.split()
    words.insert(int(rng.integers(len(words))), _FILLERS[int(rng.integers(len(_FILLERS)))])
    return " ".join(words)


def _length(rng: np.random.Generator) -> int:
    """Mostly the model's own length; sometimes the longer ones that callers use."""
    lengths = np.array((TEXT_LENGTH, 32, 64, 128, 256, 512))
    return int(rng.choice(lengths, p=(0.72, 0.06, 0.06, 0.05, 0.03, 0.08)))


def _loss(
    encoders: TextEncoders,
    readers: Readers,
    scenes: list[Scene],
    prompts: list[str],
    length: int,
    padding_weight: float,
) -> tuple[Tensor, dict[str, float]]:
    """Sum of the readers' losses, and the share of right answers of each reader."""
    words, pooled, ids = encoders(prompts, length)
    true = targets(scenes, ids.cpu().numpy(), encoders.t5_tokenizer)
    asked = [
        ("word", *word_answers(readers.word(words), true)),
        ("cell", *cell_answers(readers.cells(words), true)),
        ("pooled", *pooled_answers(readers.pooled(pooled), true)),
    ]
    padding = (words.square() * (ids == 0).unsqueeze(2)).mean()
    loss = padding_weight * padding
    right: dict[str, float] = {"padding": float(padding.detach())}
    for name, logits, classes in asked:
        loss = loss + sum(cross_entropy(a, c) for a, c in zip(logits, classes, strict=True))
        right[name] = min(share_right(a, c) for a, c in zip(logits, classes, strict=True))
    return loss, right


def _held_out(encoders: TextEncoders, readers: Readers) -> str:
    """Tell the worst attribute's share of right answers, on captions of pairs never seen."""
    scenes, prompts = captioned(np.random.default_rng(7), 512, held_out=True)
    told = []
    with torch.no_grad():
        for length, count in ((TEXT_LENGTH, 512), (512, 48)):
            _, right = _loss(encoders, readers, scenes[:count], prompts[:count], length, 0.0)
            told.append(f"at {length}: " + " ".join(f"{k} {v:.3f}" for k, v in right.items()))
    return "; ".join(told)
