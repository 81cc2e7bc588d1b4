"""Groups of layers that come and go (diffusers' group offloading)."""

from typing import Any

import torch

from ....domain.host import Device
from ....domain.offload import GroupOffload, GroupType
from .offload_census import group_hooks, group_hooks_of, hooked_components
from .seen import Seen


def apply(pipeline: Any, offload: GroupOffload, device: Device) -> None:
    """Hook the layers of every component; none of them stays on the device."""
    pipeline.enable_group_offload(
        onload_device=torch.device(device.label),
        offload_device=torch.device("cpu"),
        offload_type=str(offload.type),
        num_blocks_per_group=offload.blocks if offload.type is GroupType.BLOCK_LEVEL else None,
        use_stream=offload.stream,
    )


def probe(pipeline: Any, offload: GroupOffload) -> Seen:
    """Count the groups, those of the kind that was asked for, and the components with some."""
    wanted = str(offload.type)
    found = group_hooks(pipeline)
    hooked, all_ = hooked_components(pipeline, lambda one: wanted in group_hooks_of(one))
    return Seen(
        hooked == all_,
        f"{len(found)} modules in {hooked} of {all_} components fetch and send groups, "
        f"{found.count(wanted)} {wanted}",
    )
