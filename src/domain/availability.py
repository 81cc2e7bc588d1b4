"""Which optimizations a machine can use, before any model or request is known."""

from dataclasses import dataclass

from .host import Device
from .plan import has_tf32, preferred_precision
from .technique import CATALOGUE, Technique, TechniqueDescription
from .unbuilt import UNBUILT


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether one optimization can be used on a device; if not, why and what to do.

    `remark` says something worth knowing where it can.
    """

    name: str
    flag: str
    usable: bool
    remark: str = ""
    remedy: str = ""


def availabilities(device: Device) -> tuple[Availability, ...]:
    """Return one answer for each technique of the guide, those of this version first."""
    built = tuple(_of(description, device) for description in CATALOGUE)
    unbuilt = tuple(
        Availability(
            technique.name,
            technique.flag,
            usable=False,
            remark="not in this version of diffgentor",
            remedy=f"will need {technique.package}" if technique.package else "",
        )
        for technique in UNBUILT
    )
    return built + unbuilt


def _of(description: TechniqueDescription, device: Device) -> Availability:
    name, flag = str(description.technique), description.flag
    match description.technique:
        case Technique.TF32 if not has_tf32(device):
            return Availability(
                name,
                flag,
                usable=False,
                remark=f"{device} has no TensorFloat-32 units",
                remedy="needs an NVIDIA GPU of compute capability 8.0 or newer",
            )
        case Technique.TF32:
            return Availability(name, flag, usable=True, remark="on by default")
        case Technique.TORCH_DTYPE:
            default = preferred_precision(device)
            return Availability(name, flag, usable=True, remark=f"{default} by default")
        case _:
            return Availability(name, flag, usable=True)
