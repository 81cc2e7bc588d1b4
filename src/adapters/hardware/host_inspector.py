"""The machine's devices, as torch sees them, and the versions of the packages that matter."""

import platform
from types import MappingProxyType

import psutil
import torch

from ...domain.host import Device, DeviceKind, Host
from .machine import cpu_model, has_cpp_compiler, package_versions, system


class TorchHostInspector:
    """Asks torch, the operating system and the package metadata; plays `HostInspector`."""

    def inspect(self) -> Host:
        """Return the devices, GPUs first and the CPU last, and the installed packages."""
        return Host(
            devices=(*_gpus(), _cpu()),
            packages=MappingProxyType(package_versions()),
            system=system(),
            has_cpp_compiler=has_cpp_compiler(),
        )


def _gpus() -> tuple[Device, ...]:
    if torch.cuda.is_available():
        return tuple(_cuda(index) for index in range(torch.cuda.device_count()))
    if torch.backends.mps.is_available():
        memory = psutil.virtual_memory().total
        return (Device(DeviceKind.MPS, platform.processor() or "Apple GPU", memory),)
    if torch.xpu.is_available():
        found = torch.xpu.get_device_properties(0)
        return (Device(DeviceKind.XPU, found.name, found.total_memory),)
    return ()


def _cuda(index: int) -> Device:
    found = torch.cuda.get_device_properties(index)
    return Device(
        DeviceKind.CUDA, found.name, found.total_memory, (found.major, found.minor), index
    )


def _cpu() -> Device:
    name = f"{cpu_model()}, {torch.get_num_threads()} threads"
    return Device(DeviceKind.CPU, name, psutil.virtual_memory().total)
