"""What the tests on a device have in common: how much it holds, and how far two answers are."""

import gc

import numpy as np
import pytest
import torch

from diffgentor.domain.receipt import Outcome

libraries_may_warn = pytest.mark.filterwarnings("default")
"""Which warnings the libraries have for a device depends on the device."""


def held_bytes() -> int:
    """What tensors that somebody still refers to take on the device."""
    gc.collect()
    torch.cuda.synchronize()
    return torch.cuda.memory_allocated()


def apart(one: bytes, other: bytes) -> float:
    """Mean distance of two pictures' samples, of 255."""
    first, second = (np.frombuffer(each, "u1").astype(float) for each in (one, other))
    return float(np.abs(first - second).mean())


def named(outcomes: tuple[Outcome, ...], optimization: str) -> Outcome:
    """What became of one optimization."""
    [found] = [one for one in outcomes if one.optimization == optimization]
    return found
