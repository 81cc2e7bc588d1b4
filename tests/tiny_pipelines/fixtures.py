"""Tiny folders for any test below a conftest that imports these names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny_pipelines.families import Family

__all__ = ["TinyFolder", "foreign_warnings", "tiny_folder"]

BUILT = pytest.StashKey[dict[str, Path]]()

foreign_warnings = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
"""For tests that draw: two schedulers of diffusers hand tensors to numpy in its older way."""

TinyFolder = Callable[[Family], Path]


@pytest.fixture(scope="session")
def tiny_folder(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> TinyFolder:
    """The folder of a family's pipeline, built when first asked for; read it, do not write.

    One thread from here on: the order in which several add up floats is not repeatable. What is
    built is kept with the session, for two conftests may import this fixture.
    """
    torch = pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    torch.set_num_threads(1)
    built = pytestconfig.stash.setdefault(BUILT, {})

    def folder_of(family: Family) -> Path:
        if family.name not in built:
            folder = tmp_path_factory.mktemp("tiny") / family.name
            family.build(folder)
            built[family.name] = folder
        return built[family.name]

    return folder_of
