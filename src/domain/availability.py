"""Which optimizations a machine can use, before any model or request is known."""

from collections.abc import Iterator
from dataclasses import dataclass

from .attention import KERNELS_BY_NAME, Kernel, lacks_device, lacks_package
from .cache_package import CACHE_PACKAGES, lacks_cache_package
from .compiler import compiler_remedy, lacks_compiler
from .host import Device, DeviceKind, Host
from .plan import has_tf32, preferred_precision
from .step_cache import STEP_CACHES
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


GUIDE_KERNELS = ("flash", "_flash_3", "sage", "xformers")
"""The attention backends that the guide names, beside torch's own."""


def availabilities(host: Host, device: Device) -> tuple[Availability, ...]:
    """Return one answer for each technique of the guide, those of this version first."""
    built = tuple(
        _of(description, device)
        for description in CATALOGUE
        if description.technique not in _BY_CHOICE
    )
    choices = (*_of_offloads(device), _of_compilation(host, device), *_of_caches(host))
    kernels = tuple(_of_kernel(KERNELS_BY_NAME[name], host, device) for name in GUIDE_KERNELS)
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
    return built + kernels + choices + unbuilt


_BY_CHOICE = frozenset({Technique.OFFLOAD, Technique.COMPILE, Technique.CACHE})
"""Techniques with several choices, each of which needs something else."""


def _of_offloads(device: Device) -> Iterator[Availability]:
    on_a_cpu = device.kind is DeviceKind.CPU
    why_not = f"{device} is where the weights are already" if on_a_cpu else ""
    for name in ("cpu_offload", "sequential_cpu_offload"):
        yield Availability(name, f"--enable_{name}", usable=not on_a_cpu, remark=why_not)
    name, remark = "group_offloading", f"{why_not}: it would save nothing" if on_a_cpu else ""
    yield Availability(name, f"--enable_{name}", usable=True, remark=remark)


def _of_compilation(host: Host, device: Device) -> Availability:
    lacking = lacks_compiler(device, host)
    return Availability(
        "compile",
        "--enable_compile",
        usable=not lacking,
        remark=lacking,
        remedy=compiler_remedy(device) if lacking else "",
    )


def _of_caches(host: Host) -> Iterator[Availability]:
    for name, kind in STEP_CACHES.items():
        lacking = lacks_cache_package(kind, host.packages)
        yield Availability(
            name,
            f"--cache_type {name}",
            usable=not lacking,
            remark=lacking,
            remedy=CACHE_PACKAGES[kind].remedy if lacking else "",
        )


def _of_kernel(kernel: Kernel, host: Host, device: Device) -> Availability:
    name = kernel.name.removeprefix("_")
    lacking = " ".join(
        filter(None, (lacks_device(kernel, device), lacks_package(kernel, host.packages)))
    )
    needs_package = lacks_package(kernel, host.packages) and not lacks_device(kernel, device)
    return Availability(
        f"attention: {name}",
        f"--attention_backend {name}",
        usable=not lacking,
        remark=lacking,
        remedy=kernel.requirement.remedy if needs_package and kernel.requirement else "",
    )


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
        case Technique.LAYERWISE_CASTING if device.kind is DeviceKind.MPS:
            remark = f"not in 8 bits, which {device} has no type for: DG_STORAGE_DTYPE=bfloat16"
            return Availability(name, flag, usable=True, remark=remark)
        case _:
            return Availability(name, flag, usable=True)
