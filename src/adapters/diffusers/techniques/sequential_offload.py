"""One layer at a time on the device (diffusers' `enable_sequential_cpu_offload`)."""

from typing import Any

from accelerate.hooks import AlignDevicesHook

from ....domain.host import Device
from .offload_census import has_hook, hooked_components, hooked_layers
from .seen import Seen


def apply(pipeline: Any, device: Device) -> None:
    """Keep all weights in the CPU's memory, and hook each layer to fetch its own."""
    pipeline.enable_sequential_cpu_offload(device=device.label)


def probe(pipeline: Any) -> Seen:
    """Count the layers whose weights accelerate fetches, and the components that have some."""
    hooked, all_ = hooked_components(
        pipeline, lambda one: any(has_hook(layer, AlignDevicesHook) for layer in one.modules())
    )
    layers = hooked_layers(pipeline, AlignDevicesHook)
    return Seen(
        hooked == all_,
        f"{layers} layers in {hooked} of {all_} components fetch their weights from the CPU's "
        "memory",
    )
