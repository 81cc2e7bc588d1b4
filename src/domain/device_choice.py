"""Which of the machine's devices draws."""

from .errors import InvalidOption
from .host import Device, Host


def choose_device(host: Host, asked: str | None) -> Device:
    """Return the device called `asked` (`cpu`, `cuda`, `cuda:1`, …), or the host's first.

    Raises:
        InvalidOption: the host has no such device.
    """
    if asked is None:
        return host.devices[0]
    for device in host.devices:
        if asked in (device.label, str(device.kind)):
            return device
    here = ", ".join(device.label for device in host.devices)
    raise InvalidOption(f"There is no device {asked!r} on this machine.", f"It has: {here}.")
