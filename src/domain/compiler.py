"""What torch's inductor needs beside torch: it writes C++ for a CPU and Triton for a GPU."""

from .host import Device, DeviceKind, Host


def lacks_compiler(device: Device, host: Host) -> str:
    """Return which compiler torch.compile misses for a device, or nothing."""
    if device.kind is DeviceKind.CPU and not host.has_cpp_compiler:
        return (
            "torch.compile has its code for a CPU compiled by g++ or clang++, and neither is here."
        )
    if device.kind is DeviceKind.CUDA and "triton" not in host.packages:
        return "torch.compile has its code for a GPU compiled by triton, which is not installed."
    return ""


def compiler_remedy(device: Device) -> str:
    """Return how the compiler comes onto the machine."""
    if device.kind is DeviceKind.CUDA:
        return "pip install triton"
    return "install g++ (Debian: apt install g++)"
