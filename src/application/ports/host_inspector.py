"""Who looks at the machine."""

from typing import Protocol

from ...domain.host import Host


class HostInspector(Protocol):
    """Looks at the machine."""

    def inspect(self) -> Host:
        """Return the devices and the packages that are here now."""
        ...
