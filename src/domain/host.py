"""The machine: its devices, and the packages that matter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class DeviceKind(StrEnum):
    """Where tensors can live."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"
    XPU = "xpu"


@dataclass(frozen=True, slots=True)
class Device:
    """One device.

    Attributes:
        index: which of its kind, from 0.
        memory_bytes: its memory; for a CPU the machine's.
        compute_capability: NVIDIA's (major, minor); `None` for other kinds.
    """

    kind: DeviceKind
    name: str
    memory_bytes: int
    compute_capability: tuple[int, int] | None = None
    index: int = 0

    @property
    def label(self) -> str:
        """The name that torch gives it: `cpu`, `cuda:1`."""
        return f"{self.kind}:{self.index}" if self.kind is DeviceKind.CUDA else str(self.kind)

    def __str__(self) -> str:
        if self.compute_capability is None:
            return f"{self.label} ({self.name})"
        major, minor = self.compute_capability
        return f"{self.label} ({self.name}, compute capability {major}.{minor})"


@dataclass(frozen=True, slots=True)
class Host:
    """Devices, the fastest kind first and the CPU last, and package versions by name.

    Attributes:
        has_cpp_compiler: whether torch finds a compiler for the C++ that it writes.
    """

    devices: tuple[Device, ...]
    packages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    system: str = ""
    has_cpp_compiler: bool = False
