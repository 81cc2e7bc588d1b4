"""A machine of one's choice."""

from diffgentor.domain.host import Device, Host

from .builders import a_host


class FakeHostInspector:
    """Finds the devices and packages that it was given, by default a CPU."""

    def __init__(self, *devices: Device, **packages: str) -> None:
        self.host = a_host(*devices, **packages)

    def inspect(self) -> Host:
        return self.host
