"""Say what the machine has and which optimizations it can use."""

from dataclasses import dataclass

from ..domain.availability import Availability, availabilities
from ..domain.device_choice import choose_device
from ..domain.host import Device, Host
from .ports.host_inspector import HostInspector


@dataclass(frozen=True, slots=True)
class Examination:
    """The machine, the device that would draw, and an answer for each optimization."""

    host: Host
    device: Device
    availabilities: tuple[Availability, ...]


@dataclass(frozen=True, slots=True)
class ExamineHost:
    """Look at the machine, and say for one of its devices what it can use."""

    host_inspector: HostInspector

    def __call__(self, asked_device: str | None) -> Examination:
        """Examine the device called `asked_device`, by default the one that would draw.

        Raises:
            InvalidOption: the machine has no such device.
        """
        host = self.host_inspector.inspect()
        device = choose_device(host, asked_device)
        return Examination(host, device, availabilities(host, device))
