"""Counts how often the parts of a denoiser really compute, beneath whatever a cache wraps them in.

The counters are tensors and are raised inside of the computation: they cost nothing to read until
the picture is done, and a compiled graph keeps counting.
"""

import functools
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch

from ....domain.denoiser_counts import UnitCounts
from ..block_source import LISTS

_UNET_PARTS = ("BasicTransformerBlock", "ResnetBlock2D")


class RunCounter:
    """Counts the runs of blocks and attention modules of one denoiser."""

    def __init__(self, denoiser: Any) -> None:
        self._parts = {"blocks": blocks_of(denoiser), "attention": attention_modules_of(denoiser)}
        # Offloaded layer by layer, its weights are nowhere until they are needed.
        device = "cpu" if denoiser.device.type == "meta" else denoiser.device
        self._runs = {unit: torch.zeros((), dtype=torch.int64) for unit in self._parts}
        self._per_step: list[dict[str, torch.Tensor]] = []
        for unit, count in self._runs.items():
            self._runs[unit] = count.to(device)

    def install(self) -> None:
        """Stand directly before each part's own computation. A cache goes on top."""
        for unit, modules in self._parts.items():
            for module in modules:
                module.forward = _counting(module.forward, self._runs[unit])

    def begin(self) -> None:
        """A picture begins."""
        self._per_step.clear()
        for count in self._runs.values():
            count.zero_()

    def tick(self) -> None:
        """One more step is done."""
        self._per_step.append({unit: count.clone() for unit, count in self._runs.items()})

    def counts(self, calls: int) -> tuple[UnitCounts, ...]:
        """Return what ran; without a cache every part would run once in each of `calls`.

        Parts of which nothing ran are left out: a library has put its own code in their place,
        which nobody counts.
        """
        found = (
            UnitCounts(unit, len(modules), self._differences(unit), len(modules) * calls)
            for unit, modules in self._parts.items()
        )
        return tuple(one for one in found if one.runs)

    def _differences(self, unit: str) -> tuple[int, ...]:
        totals = [0, *(int(step[unit]) for step in self._per_step)]
        return tuple(after - before for before, after in pairwise(totals))


def blocks_of(denoiser: Any) -> list[Any]:
    """Return a transformer's blocks, or the parts of a UNet that stand for them."""
    lists = [module for name, module in denoiser.named_children() if name in LISTS]
    found = [block for one in lists if isinstance(one, torch.nn.ModuleList) for block in one]
    return found or [one for one in denoiser.modules() if type(one).__name__ in _UNET_PARTS]


def attention_modules_of(denoiser: Any) -> list[Any]:
    """Return the modules whose attention a processor computes."""
    return [one for one in denoiser.modules() if getattr(one, "processor", None) is not None]


def _counting(forward: Callable[..., Any], runs: torch.Tensor) -> Callable[..., Any]:
    @functools.wraps(forward)
    def counted(*args: Any, **kwargs: Any) -> Any:
        runs.add_(1)
        return forward(*args, **kwargs)

    return counted
