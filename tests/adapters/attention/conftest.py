"""SageAttention 1's adapter over a stand-in for the package, which needs a GPU."""

import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

# Before the stand-in is there: diffusers looks at its own import which packages are installed.
from diffusers.models import attention_dispatch

from tests.adapters.attention.exact_kernel import ExactKernel
from tests.tiny_pipelines.fixtures import tiny_folder

__all__ = ["attention_dispatch", "tiny_folder"]

ADAPTER = "diffgentor.adapters.attention.sage1"


@pytest.fixture
def kernel() -> ExactKernel:
    """What the adapter takes for the package's kernel."""
    return ExactKernel()


@pytest.fixture
def sage1(kernel: ExactKernel, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The adapter, imported while the stand-in is the package, and forgotten afterwards."""
    package = ModuleType("sageattention")
    monkeypatch.setattr(package, "sageattn", kernel, raising=False)
    monkeypatch.setitem(sys.modules, "sageattention", package)
    monkeypatch.delitem(sys.modules, ADAPTER, raising=False)
    adapter: Any = import_module(ADAPTER)
    yield adapter
    adapter.uninstall()
    del sys.modules[ADAPTER]
