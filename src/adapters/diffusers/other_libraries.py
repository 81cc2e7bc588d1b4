"""What the engine takes from other libraries than diffusers, imported when it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .caches.technique import CacheTechniques


@dataclass(frozen=True, slots=True)
class OtherLibraries:
    """Ways to optimizations that live in adapters of their own.

    Attributes:
        cache_technique: finds what puts a step cache in force.
        use_older_sage: points a denoiser's attention at SageAttention before version 2.1.1, which
            diffusers itself does not take.
    """

    cache_technique: CacheTechniques
    use_older_sage: Callable[[Any], None]
