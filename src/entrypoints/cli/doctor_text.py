"""What the doctor found, in rows for a table and in plain lines."""

from collections.abc import Iterator

from ... import __version__
from ...application.examine_host import Examination
from ...domain.availability import Availability
from ...domain.host import Device
from .amount_text import memory
from .receipt_text import aligned


def plain_report(examination: Examination) -> Iterator[str]:
    """Yield the whole report without colours or borders, for pipes and logs."""
    yield heading(examination)
    for title, rows in (
        ("devices", device_rows(examination)),
        ("packages", package_rows(examination)),
        ("optimizations", optimization_rows(examination)),
    ):
        yield ""
        yield title
        yield from (f"  {line}" for line in aligned(rows))


def heading(examination: Examination) -> str:
    """Return the version and the system."""
    return f"diffgentor {__version__} on {examination.host.system}"


def device_rows(examination: Examination) -> list[tuple[str, ...]]:
    """Return each device's name, memory and use; the one that draws is marked."""
    return [
        (
            device.label,
            device.name,
            memory(device.memory_bytes),
            _capability(device),
            "draws" if device == examination.device else "",
        )
        for device in examination.host.devices
    ]


def package_rows(examination: Examination) -> list[tuple[str, ...]]:
    """Return each installed package that matters, with its version."""
    return [(name, version) for name, version in examination.host.packages.items()]


def optimization_rows(examination: Examination) -> list[tuple[str, ...]]:
    """Return for each optimization whether it can be used, its option, and what to know."""
    return [
        ("yes" if one.usable else "no", one.name, one.flag, _remarks(one))
        for one in examination.availabilities
    ]


def _capability(device: Device) -> str:
    if device.compute_capability is None:
        return ""
    major, minor = device.compute_capability
    return f"compute capability {major}.{minor}"


def _remarks(one: Availability) -> str:
    return "; ".join(filter(None, (one.remark, one.remedy)))
