"""One layer at a time on the device (diffusers' `enable_sequential_cpu_offload`)."""

from typing import Any

from accelerate.hooks import AlignDevicesHook

from ....domain.host import Device
from .offload_census import hooked_layers
from .seen import Seen


def apply(pipeline: Any, device: Device) -> None:
    """Keep all weights in the CPU's memory, and hook each layer to fetch its own."""
    pipeline.enable_sequential_cpu_offload(device=device.label)


def probe(pipeline: Any) -> Seen:
    """Count the layers whose weights accelerate fetches."""
    layers = hooked_layers(pipeline, lambda hook: isinstance(hook, AlignDevicesHook))
    return Seen(layers > 0, f"{layers} layers fetch their weights from the CPU's memory")
