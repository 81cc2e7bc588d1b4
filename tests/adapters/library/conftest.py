"""Tiny folders of real pipelines, and copies of them that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny_pipelines.families import Family
from tests.tiny_pipelines.fixtures import TinyFolder, tiny_folder

__all__ = ["tiny_folder"]

Copied = Callable[[Family], Path]


@pytest.fixture
def copied(tiny_folder: TinyFolder, tmp_path: Path) -> Copied:
    """A family's folder, copied to where the test may change it."""

    def copy_of(family: Family) -> Path:
        return shutil.copytree(tiny_folder(family), tmp_path / family.name, dirs_exist_ok=True)

    return copy_of
