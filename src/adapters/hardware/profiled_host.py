"""A machine that is not here: one device by name, with this machine's packages."""

from types import MappingProxyType

from ...domain.device_profile import device_profile
from ...domain.host import Host
from .machine import has_cpp_compiler, package_versions


class ProfiledHost:
    """Stands for a machine with the device called `name`; plays `HostInspector`.

    Raises:
        InvalidOption: no profile has that name.
    """

    def __init__(self, name: str) -> None:
        self._device = device_profile(name)

    def inspect(self) -> Host:
        """Return a host with that device alone."""
        return Host(
            (self._device,),
            MappingProxyType(package_versions()),
            "a device profile",
            has_cpp_compiler(),
        )
