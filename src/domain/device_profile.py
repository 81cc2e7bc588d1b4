"""Devices by name, for planning on a machine that does not have them.

Memory is what the maker states; compute capabilities are NVIDIA's list
(https://developer.nvidia.com/cuda-gpus).
"""

from .errors import InvalidOption
from .host import Device, DeviceKind

_GIB = 1 << 30


def _nvidia(name: str, gibibytes: int, major: int, minor: int) -> Device:
    return Device(DeviceKind.CUDA, f"NVIDIA {name}", gibibytes * _GIB, (major, minor))


DEVICE_PROFILES = {
    "cpu": Device(DeviceKind.CPU, "a CPU", 16 * _GIB),
    "t4": _nvidia("T4", 16, 7, 5),
    "v100": _nvidia("V100", 32, 7, 0),
    "rtx3060": _nvidia("GeForce RTX 3060", 12, 8, 6),
    "rtx3090": _nvidia("GeForce RTX 3090", 24, 8, 6),
    "rtx4060": _nvidia("GeForce RTX 4060", 8, 8, 9),
    "rtx4090": _nvidia("GeForce RTX 4090", 24, 8, 9),
    "rtx5090": _nvidia("GeForce RTX 5090", 32, 12, 0),
    "a10": _nvidia("A10", 24, 8, 6),
    "l4": _nvidia("L4", 24, 8, 9),
    "l40s": _nvidia("L40S", 48, 8, 9),
    "a100": _nvidia("A100 40GB", 40, 8, 0),
    "a100-80gb": _nvidia("A100 80GB", 80, 8, 0),
    "h100": _nvidia("H100", 80, 9, 0),
    "h200": _nvidia("H200", 141, 9, 0),
    "b200": _nvidia("B200", 180, 10, 0),
}


def device_profile(name: str) -> Device:
    """Return the device called `name`, capitals or not.

    Raises:
        InvalidOption: no profile has that name.
    """
    if name.lower() not in DEVICE_PROFILES:
        raise InvalidOption(
            f"There is no device profile {name!r}.", f"There are: {', '.join(DEVICE_PROFILES)}."
        )
    return DEVICE_PROFILES[name.lower()]
