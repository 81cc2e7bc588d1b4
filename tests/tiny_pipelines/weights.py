"""How random weights are made repeatable and loud enough to be seen in a picture."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def fixed_seed() -> Iterator[None]:
    """Initialise every weight made inside from the same seed, not touching the caller's."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


def amplify(layer: torch.nn.Module, factor: float) -> None:
    """Make a last layer louder: untrained, it answers so weakly that prompts look alike."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.mul_(factor)
