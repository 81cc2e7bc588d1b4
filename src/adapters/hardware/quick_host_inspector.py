"""The machine's devices without torch, whose import takes seconds: for planning."""

import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

import psutil

from ...domain.errors import EngineFailed
from ...domain.host import Device, DeviceKind, Host
from .machine import cpu_model, has_cpp_compiler, package_versions, system

_QUERY = ("--query-gpu=name,memory.total,compute_cap", "--format=csv,noheader,nounits")
_PATIENCE_SECONDS = 10
_MIB = 1 << 20


class QuickHostInspector:
    """Asks NVIDIA's driver and the operating system; plays `HostInspector`.

    It sees NVIDIA GPUs and the CPU. Where torch was built without CUDA it sees no GPU, as torch
    would not use one.
    """

    def inspect(self) -> Host:
        """Return the devices, GPUs first and the CPU last, and the installed packages."""
        cpu = Device(
            DeviceKind.CPU,
            f"{cpu_model()}, {psutil.cpu_count(logical=False)} cores",
            psutil.virtual_memory().total,
        )
        return Host(
            (*_gpus(), cpu), MappingProxyType(package_versions()), system(), has_cpp_compiler()
        )


def _gpus() -> tuple[Device, ...]:
    driver = shutil.which("nvidia-smi")
    if driver is None or not _torch_has_cuda():
        return ()
    answer = subprocess.run(
        [driver, *_QUERY], capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
    )
    if answer.returncode:
        raise EngineFailed(
            f"nvidia-smi could not tell this machine's GPUs: {answer.stdout.strip()}",
            "Mend the driver, or plan for a device by name with --device_profile.",
        )
    return tuple(_gpu(index, line) for index, line in enumerate(answer.stdout.splitlines()))


def _gpu(index: int, line: str) -> Device:
    name, mebibytes, capability = (part.strip() for part in line.split(","))
    major, minor = capability.split(".")
    memory = int(mebibytes) * _MIB
    return Device(DeviceKind.CUDA, name, memory, (int(major), int(minor)), index)


def _torch_has_cuda() -> bool:
    try:
        return not version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False
