"""What each step cache and precision does to time and pictures, beside drawing in fewer steps.

A cache is worth something only where it comes nearer to the full drawing than simply drawing in
fewer steps would in the same time. So each cache has its control: no cache, and the number of
steps that takes as long, rounded up.

Usage: `python -m benchmarks.quality [--prompts 64] [--threads 1] [--out docs/benchmarks]`

It writes `quality.md`, a page of the documentation, with its pictures under `quality/`.
"""

import argparse
from pathlib import Path

import torch

from benchmarks.quality_choices import (
    BASELINE,
    CACHES,
    PRECISIONS,
    STEPS,
    Contender,
    fewer_steps,
)
from benchmarks.quality_page import Compared, page, picture_strip
from benchmarks.quality_trial import Findings, Trial
from benchmarks.versions import measured_with
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from training.shapes.measure import prompts as held_out
from training.shapes.scene import Scene

FEWEST = 5


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks"))
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = TorchHostInspector().inspect().devices[-1]
    trial = Trial(DiffusersLibrary().profile("shapes"), device)
    asked = _prompts(options.prompts)
    controls = _controls(trial, asked[:3])
    nearby = {steps + one for steps in controls.values() for one in (-1, 0, 1)}
    needed = sorted(nearby & set(range(FEWEST, STEPS)))
    others = [*CACHES, *PRECISIONS, *map(fewer_steps, needed)]
    found = trial.compare(BASELINE, others, asked)
    compared = [
        Compared(cache, found[cache], _nearest_control(found, found[cache])) for cache in CACHES
    ]
    precisions = [Compared(one, found[one], None) for one in PRECISIONS]
    heading = f"{measured_with()} {options.threads} thread(s) on {device}; {len(asked)} prompts."
    options.out.joinpath("quality").mkdir(parents=True, exist_ok=True)
    # Two with one object, and the first with two.
    shown = {number: asked[number][0] for number in (0, 1, len(asked) - len(asked) // 2)}
    for number in shown:
        strip = picture_strip(found[BASELINE], compared, number)
        strip.save(options.out / "quality" / f"{number}.png", optimize=True)
    text = page(found[BASELINE], compared, precisions, heading, shown)
    options.out.joinpath("quality.md").write_text(text, encoding="utf-8")
    print(text)


def _prompts(count: int) -> list[tuple[str, Scene]]:
    """Held-out prompts, half of them with one object and half with two."""
    half = count // 2
    return [
        *held_out(count - half, two_objects=False),
        *held_out(half, two_objects=True),
    ]


def _controls(trial: Trial, few: list[tuple[str, Scene]]) -> dict[Contender, int]:
    """Find roughly the steps that take as long as each cache; the neighbours are drawn too."""
    tried = {steps: fewer_steps(steps) for steps in range(FEWEST, STEPS)}
    found = trial.compare(BASELINE, [*CACHES, *tried.values()], few)
    return {
        cache: min(
            (
                steps
                for steps, control in tried.items()
                if found[control].median_seconds >= found[cache].median_seconds
            ),
            default=STEPS - 1,
        )
        for cache in CACHES
    }


def _nearest_control(
    found: dict[Contender, Findings], cache: Findings
) -> tuple[Contender, Findings]:
    """Return the control with the fewest steps that took no less time than the cache."""
    controls = {one: what for one, what in found.items() if not one.is_cache and one.steps < STEPS}
    slower = [one for one in controls if controls[one].median_seconds >= cache.median_seconds]
    best = min(slower, key=lambda one: one.steps, default=max(controls, key=lambda one: one.steps))
    return best, controls[best]


if __name__ == "__main__":
    main()
