"""Machines on which no package is missing, so that only the hardware decides."""

from collections.abc import Iterator, Mapping

from ....domain.attention import KERNELS_BY_NAME, XFORMERS
from ....domain.cache_package import CACHE_PACKAGES
from ....domain.device_profile import device_profile
from ....domain.host import Device, DeviceKind, Host
from ....domain.requirement import Requirement
from ....domain.version import at_least

_GIB = 1 << 30

DEVICES: Mapping[str, Device] = {
    "cpu": device_profile("cpu"),
    "rtx4090": device_profile("rtx4090"),
    "h100": device_profile("h100"),
    "mps": Device(DeviceKind.MPS, "an Apple GPU", 32 * _GIB),
}
"""One of each kind that differs, by the name of its profile where there is one."""


def equipped_host(device: Device) -> Host:
    """Return a machine with the device, a CPU, a compiler and all packages, new enough."""
    packages = {"triton": "3"}
    for requirement in _requirements():
        if not at_least(packages.get(requirement.package, "0"), requirement.minimum):
            packages[requirement.package] = requirement.minimum
    devices = dict.fromkeys((device, device_profile("cpu")))
    return Host(tuple(devices), packages, has_cpp_compiler=True)


def _requirements() -> Iterator[Requirement]:
    yield from (kernel.requirement for kernel in KERNELS_BY_NAME.values() if kernel.requirement)
    yield from CACHE_PACKAGES.values()
    yield XFORMERS
