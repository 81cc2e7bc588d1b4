"""Loads a tiny folder, draws with it the way any user of diffusers would, and compares."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from tests.tiny_pipelines.families import Family
from tests.tiny_pipelines.libraries import diffusers

PROMPT = "a photo of a red fox"


def load(folder: Path) -> Any:
    """The pipeline in `folder`, silent."""
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def draw(
    pipeline: Any, family: Family, prompt: str = PROMPT, seed: int = 0, **arguments: object
) -> Image.Image:
    """One picture by the family's stock call; `arguments` go on top."""
    generator = torch.Generator("cpu").manual_seed(seed)
    call = {**family.call, **arguments}
    picture: Image.Image = pipeline(prompt=prompt, generator=generator, **call).images[0]
    return picture


def reference_image() -> Image.Image:
    """A picture to hand to a family that takes one."""
    return Image.linear_gradient("L").resize((64, 64)).convert("RGB")


def contrast(picture: Image.Image) -> float:
    """Standard deviation of the samples, of 255: next to nothing where a decoder saturates."""
    return float(np.asarray(picture, dtype=np.float64).std())


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean distance of the samples, of 255."""
    first, second = (np.asarray(picture, dtype=np.float64) for picture in (one, other))
    return float(np.abs(first - second).mean())
