"""What the operating system and the package metadata tell of the machine, without torch."""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "diffgentor", "torch", "diffusers", "transformers", "accelerate", "pillow", "xfuser",
    "flash-attn", "flash-attn-3", "sageattention", "xformers", "cache-dit", "DeepCache",
    "triton", "kernels",
)  # fmt: skip


def system() -> str:
    """Return the operating system and Python with their versions."""
    return f"{platform.platform()}, Python {platform.python_version()}"


def cpu_model() -> str:
    """Return the processor's name. Linux tells it only in this file; elsewhere platform does."""
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists():
        for line in cpu_info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def package_versions() -> dict[str, str]:
    """Return the version of each installed package that matters."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def has_cpp_compiler() -> bool:
    """Return whether a compiler is here that torch's inductor would look for."""
    return any(shutil.which(name) for name in ("g++", "clang++", "c++"))
