"""What a figure was measured with; every report begins with it."""

import platform
from importlib.metadata import version

PACKAGES = ("diffgentor", "torch", "diffusers", "transformers")


def measured_with() -> str:
    """Return one line: Python, packages and processor architecture."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Python {platform.python_version()} on {platform.machine()}, {packages}"
