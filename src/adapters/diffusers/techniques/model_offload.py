"""One component at a time on the device (diffusers' `enable_model_cpu_offload`)."""

from typing import Any

from accelerate.hooks import CpuOffload

from ....domain.host import Device
from .offload_census import has_hook, hooked_components
from .seen import Seen


def apply(pipeline: Any, device: Device) -> None:
    """Move every component to the CPU's memory, and hook each to come when it is called."""
    pipeline.enable_model_cpu_offload(device=device.label)


def probe(pipeline: Any) -> Seen:
    """Count the components that accelerate brings and sends away whole."""
    hooked, all_ = hooked_components(pipeline, lambda one: has_hook(one, CpuOffload))
    return Seen(hooked == all_, f"{hooked} of {all_} components wait in the CPU's memory")
