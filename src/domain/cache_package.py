"""The packages that two of the step caches come with."""

from collections.abc import Mapping
from types import MappingProxyType

from .requirement import Requirement
from .step_cache import CacheDit, DeepCache, StepCache

CACHE_PACKAGES: Mapping[type[StepCache], Requirement] = MappingProxyType(
    {
        DeepCache: Requirement("DeepCache", "0.1.1", 'pip install "diffgentor[deepcache]"'),
        CacheDit: Requirement("cache-dit", "1.5.3", 'pip install "diffgentor[cache-dit]"'),
    }
)
"""What a cache needs beside diffusers."""


def lacks_cache_package(kind: type[StepCache], packages: Mapping[str, str]) -> str:
    """Return which package a cache misses, or nothing."""
    needed = CACHE_PACKAGES.get(kind)
    return "" if needed is None else needed.unmet_by(packages)
