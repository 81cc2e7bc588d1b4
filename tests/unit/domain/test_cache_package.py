import pytest

from diffgentor.domain.cache_package import CACHE_PACKAGES, lacks_cache_package
from diffgentor.domain.step_cache import STEP_CACHES, CacheDit, DeepCache, NoCache, StepCache

PACKAGES = {"DeepCache": "0.1.1", "cache-dit": "1.5.3"}


@pytest.mark.parametrize(("kind", "package"), [(DeepCache, "DeepCache"), (CacheDit, "cache-dit")])
def test_a_cache_of_another_library_needs_its_package(kind: type[StepCache], package: str) -> None:
    others = {name: version for name, version in PACKAGES.items() if name != package}

    assert f"{package} is not installed" in lacks_cache_package(kind, others)
    assert lacks_cache_package(kind, PACKAGES) == ""


def test_all_other_caches_come_with_diffusers() -> None:
    for kind in {NoCache, *STEP_CACHES.values()} - set(CACHE_PACKAGES):
        assert lacks_cache_package(kind, {}) == ""
