import os
import subprocess
import sys
from pathlib import Path

import diffgentor

IMPORT_THE_CORE = """
import importlib, pkgutil, sys
import diffgentor.application, diffgentor.domain

for package in (diffgentor.domain, diffgentor.application):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if "." not in name))
"""

IMPORT_THE_UNIT_TESTS = """
import importlib, pkgutil, sys
import tests.fakes, tests.unit

for package in (tests.fakes, tests.unit):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if "." not in name))
"""

FRAMEWORKS = {"torch", "diffusers", "transformers", "numpy", "PIL", "grpc", "rich", "psutil"}


def top_level_modules_after(code: str) -> set[str]:
    """Return what a fresh process has imported once it has run `code`."""
    package = Path(diffgentor.__file__).parent
    places = [package.parent, Path(__file__).parents[2]]
    finished = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, places))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return set(finished.stdout.split())


def test_domain_and_application_import_nothing_but_the_standard_library() -> None:
    imported = top_level_modules_after(IMPORT_THE_CORE)
    before = top_level_modules_after("import sys; print(*sys.modules)")

    assert imported - before - sys.stdlib_module_names == {"diffgentor"}


def test_these_tests_import_no_framework() -> None:
    assert top_level_modules_after(IMPORT_THE_UNIT_TESTS) & FRAMEWORKS == set()
