"""A pytest plugin: in this run nothing imports torch or what is built on it.

`python -m pytest -p tests.without_frameworks tests/unit` shows that the unit tests, and with them
the domain and the use cases, need none of it.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

FRAMEWORKS = ("torch", "diffusers", "transformers", "accelerate", "grpc", "dependency_injector")


class FrameworkRefused(MetaPathFinder):
    """Answers an import of a framework with an error instead of a module."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in FRAMEWORKS:
            raise ModuleNotFoundError(f"this run imports no {fullname}", name=fullname)
        return None


sys.meta_path.insert(0, FrameworkRefused())
