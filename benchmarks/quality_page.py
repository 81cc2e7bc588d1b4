"""The quality benchmark's findings as a page of the documentation, with strips of pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from benchmarks.quality_choices import STEPS, Contender
from benchmarks.quality_trial import Findings


@dataclass(frozen=True, slots=True)
class Compared:
    """A contender with what was found of it, and its control of fewer steps, if it has one."""

    contender: Contender
    findings: Findings
    control: tuple[Contender, Findings] | None


INTRODUCTION = """\
# What caches and precisions do to pictures

!!! info "Generated"
    This page is written by `python -m benchmarks.quality` from a measurement.

A step cache trades closeness to the full drawing for time, and so does drawing in fewer steps. A
cache is therefore only worth it where its picture is *nearer* to the full one than that of the
**control**: no cache, and as many steps as take the same time (rounded up in the control's
favour). The last column says which of the two wins.

The pictures are those of the bundled model, [shapes](../models/shapes.md): 128 x 128 pixels,
small enough to draw thousands of them on a CPU, and with a checker that says whether a picture
shows what its prompt asked for. What a cache gains depends on the model, the sampler and the
number of steps: measure your own before you believe this table for it.
"""


def page(
    baseline: Findings,
    caches: Sequence[Compared],
    precisions: Sequence[Compared],
    heading: str,
    shown: Mapping[int, str],
) -> str:
    """Return the page as Markdown."""
    lines = [
        INTRODUCTION,
        f"Measured: {heading} All ways were drawn in turn, prompt by prompt, in one process; "
        "*speed* is the median time of a whole picture (prompt encoded, denoised, decoded) "
        f"against {STEPS} steps in float32 ({baseline.median_seconds:.3f} s). *PSNR* is that of "
        "the mean squared error over all pictures, with that of the worst one behind it; *right* "
        "is the share of pictures in which the checker finds nothing wrong "
        f"(baseline: {_share(baseline.right)}).",
        "",
        "## Step caches",
        "",
        *_table(
            (
                "`--cache_type` and settings", "skipped", "speed", "PSNR (worst), dB", "SSIM",
                "right", "control", "its speed", "its PSNR (worst), dB", "its SSIM", "nearer",
            ),
            (_cache_row(one, baseline) for one in caches),
        ),
        "",
        "## Precisions",
        "",
        "On a CPU most of these are no faster; they are here for what they do to pictures.",
        "",
        *_table(
            ("option", "speed", "PSNR (worst), dB", "SSIM", "right"),
            (_row(one, baseline) for one in precisions),
        ),
        "",
        "## Pictures",
        "",
        "Left to right: everything computed, then the caches in the order of the table, each "
        "above its control. Under each is its difference to the full drawing, eightfold.",
        "",
        *_strips(shown),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def picture_strip(baseline: Findings, caches: Sequence[Compared], number: int) -> Image.Image:
    """Return one prompt's pictures: caches above, controls below, differences beneath each."""
    reference = baseline.pictures[number]
    columns = [[reference, np.zeros_like(reference), reference, np.zeros_like(reference)]]
    for one in caches:
        assert one.control is not None
        rows = []
        for findings in (one.findings, one.control[1]):
            picture = findings.pictures[number]
            apart = np.abs(picture.astype(int) - reference) * 8
            rows += [picture, apart.clip(0, 255).astype(np.uint8)]
        columns.append(rows)
    return Image.fromarray(np.concatenate([np.concatenate(rows) for rows in columns], axis=1))


def _cache_row(one: Compared, baseline: Findings) -> tuple[str, ...]:
    assert one.control is not None
    control, its = one.control
    skipped = f"{sum(one.findings.skipped) / len(one.findings.skipped):.0%} of {one.findings.unit}"
    nearer = "**cache**" if one.findings.psnr > its.psnr else "control"
    _, *own = _row(one, baseline)
    _, speed, psnr, similarity, _ = _row(Compared(control, its, None), baseline)
    name = f"`{one.contender.label}`"
    return name, skipped, *own, f"{control.steps} steps", speed, psnr, similarity, nearer


def _row(one: Compared, baseline: Findings) -> tuple[str, ...]:
    found = one.findings
    return (
        f"`{one.contender.label}`",
        f"{baseline.median_seconds / found.median_seconds:.2f}x",
        f"{found.psnr:.1f} ({found.worst_psnr:.1f})",
        f"{sum(found.similarities) / len(found.similarities):.4f}",
        _share(found.right),
    )


def _strips(shown: Mapping[int, str]) -> Iterator[str]:
    for number, prompt in shown.items():
        yield from (f"*{prompt}*", "", f"![{prompt}](quality/{number}.png)", "")


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(row) + " |"
