"""The trained parts as one stock `FluxPipeline`, and the folder it is shipped as."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
)
from safetensors.torch import load_file, save_file

from .renderer import SIDE
from .text_encoder import TextEncoders
from .tokenizers import TEXT_LENGTH
from .train_transformer import LatentScale

CARD: Final = Path(__file__).with_name("model_card.md")
"""The model card without figures; `measure` fills them in."""
DEFAULTS: Final = {
    "height": SIDE,
    "width": SIDE,
    "num_inference_steps": 20,
    "guidance_scale": 1.0,
    "max_sequence_length": TEXT_LENGTH,
}
"""What a caller passes to the pipeline; its own defaults are for far larger models."""


def assemble(
    vae: AutoencoderKL,
    encoders: TextEncoders,
    transformer: FluxTransformer2DModel,
    scale: LatentScale,
) -> FluxPipeline:
    """A pipeline of the parts, in whatever precision they have."""
    vae.register_to_config(scaling_factor=scale.scale, shift_factor=scale.shift)
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.0, use_dynamic_shifting=False),
        vae=vae.eval(),
        text_encoder=encoders.clip.eval(),
        tokenizer=encoders.clip_tokenizer,
        text_encoder_2=encoders.t5.eval(),
        tokenizer_2=encoders.t5_tokenizer,
        transformer=transformer.eval(),
    )


def ship(pipeline: FluxPipeline, folder: Path) -> None:
    """Write the folder, all weights in two bytes, that loads in float32 unless told else.

    Diffusers upcasts its own models by itself. Transformers loads what a model's
    configuration names, so that is left at float32 while the file holds float16.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pipeline.transformer.to(torch.bfloat16)
    pipeline.vae.to(torch.float16)
    pipeline.save_pretrained(folder, safe_serialization=True)
    for part in ("text_encoder", "text_encoder_2"):
        _halve(folder / part / "model.safetensors")
    defaults = json.dumps(DEFAULTS, indent=2)
    (folder / "diffgentor.json").write_text(defaults + "\n", encoding="utf-8")
    shutil.copyfile(CARD, folder / "README.md")


def _halve(file: Path) -> None:
    """Rewrite float32 tensors as float16."""
    tensors = load_file(file)
    save_file({name: t.half() for name, t in tensors.items()}, file, metadata={"format": "pt"})


def draw(
    pipeline: FluxPipeline,
    prompts: Sequence[str],
    *,
    seed: int = 0,
    batch: int = 16,
    changed: Mapping[str, object] | None = None,
) -> Iterator[npt.NDArray[np.uint8]]:
    """Draw one (SIDE, SIDE, 3) picture a prompt; picture i starts from noise `seed` + i.

    `changed` are arguments of the pipeline other than its defaults.
    """
    pipeline.set_progress_bar_config(disable=True)
    for at in range(0, len(prompts), batch):
        some = list(prompts[at : at + batch])
        generators = [torch.Generator().manual_seed(seed + at + i) for i in range(len(some))]
        drawn = pipeline(
            some, generator=generators, output_type="np", **{**DEFAULTS, **(changed or {})}
        )
        for picture in drawn.images:
            yield np.rint(np.asarray(picture) * 255.0).astype(np.uint8)
