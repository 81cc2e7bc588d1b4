"""Measure the bundled model and write its figures into its card.

`python -m training.shapes.measure [--model DIR] [--prompts 256]`
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import diffusers
import numpy as np
import torch
from diffusers import DiffusionPipeline

from .captions import caption, forget, may_say_less
from .card import Row, fill
from .pipeline import draw
from .scene import Scene, sample_scene
from .score import Score, score_pictures

ROOT: Final = Path(__file__).resolve().parents[2]
MODEL: Final = ROOT / "src" / "adapters" / "diffusers" / "bundled" / "shapes"
CARDS: Final = (ROOT / "docs" / "models" / "shapes.md", MODEL / "README.md")
_SEED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to call the model that the card reports."""

    name: str
    dtype: torch.dtype
    share: int
    """One in this many prompts is drawn."""
    changed: dict[str, object]
    unsaid: float = 0.0
    """Chance that a prompt leaves out each of size, place or relation, and background."""


SETTINGS: Final = (
    Setting("defaults", torch.float32, 1, {}),
    Setting("text length 512", torch.float32, 8, {"max_sequence_length": 512}),
    Setting("bfloat16", torch.bfloat16, 2, {}),
    Setting("4 steps", torch.float32, 2, {"num_inference_steps": 4}),
    Setting("60 % left unsaid", torch.float32, 2, {}, unsaid=0.6),
)


def prompts(
    count: int, *, two_objects: bool, held_out: bool = True, unsaid: float = 0.0
) -> list[tuple[str, Scene]]:
    """`count` prompts with their scenes, always the same; held-out ones unless told else."""
    rng = np.random.default_rng((_SEED, int(two_objects), int(held_out)))
    asked: list[tuple[str, Scene]] = []
    while len(asked) < count:
        scene = sample_scene(rng, two_objects=two_objects, held_out=held_out)
        if not unsaid:
            asked.append((caption(scene, rng), scene))
        elif may_say_less(scene):
            told = forget(scene, rng, unsaid)
            asked.append((caption(told, rng), told))
    return asked


def measure(model: Path, count: int) -> Iterator[Row]:
    """The card's rows, each as soon as it is known."""
    for setting in SETTINGS:
        pipeline = DiffusionPipeline.from_pretrained(model, dtype=setting.dtype)
        number = max(16, count // setting.share)
        for two in (False, True):
            asked = prompts(number, two_objects=two, unsaid=setting.unsaid)
            yield Row(_objects(two), "never", setting.name, _score(pipeline, asked, setting))
        if setting.name == "defaults":
            for two in (False, True):
                asked = prompts(count // 2, two_objects=two, held_out=False)
                found = _score(pipeline, asked, setting)
                yield Row(_objects(two), "trained", setting.name, found)


def seconds_a_picture(model: Path, threads: int) -> float:
    """Best of six single pictures at the defaults, in float32, after one to warm up."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    pipeline = DiffusionPipeline.from_pretrained(model)
    taken = []
    for number in range(7):
        since = time.perf_counter()
        list(draw(pipeline, ["a large red circle in the centre on a yellow background"]))
        if number:
            taken.append(time.perf_counter() - since)
    torch.set_num_threads(before)
    return min(taken)


def _score(pipeline: DiffusionPipeline, asked: list[tuple[str, Scene]], setting: Setting) -> Score:
    pictures = draw(pipeline, [prompt for prompt, _ in asked], changed=setting.changed)
    return score_pictures(pictures, [scene for _, scene in asked])


def _objects(two: bool) -> str:
    return "two" if two else "one"


def main() -> None:
    """Measure, print and fill the cards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL, help="folder of the pipeline")
    parser.add_argument("--prompts", type=int, default=256, help="held-out prompts of each kind")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads while judging")
    parser.add_argument("--card", type=Path, action="append", help="file to fill in")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    rows = []
    for row in measure(asked.model, asked.prompts):
        print(row.name, row.score, flush=True)
        rows.append(row)
    seconds = {threads: seconds_a_picture(asked.model, threads) for threads in (1, 2)}
    notes = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `python -m training.shapes.measure "
        f"--prompts {asked.prompts}` with torch {torch.__version__} and diffusers "
        f"{diffusers.__version__}.",
        "A 20-step picture in float32 on the CPU: "
        + ", ".join(f"{taken:.2f} s with {n} thread(s)" for n, taken in seconds.items())
        + f". All files: {_bytes(asked.model) / 1e6:.1f} MB.",
    ]
    for card in asked.card or CARDS:
        fill(card, rows, notes)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


if __name__ == "__main__":
    main()
