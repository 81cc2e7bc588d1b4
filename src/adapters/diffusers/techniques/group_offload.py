"""Groups of layers that come and go (diffusers' group offloading)."""

from typing import Any

import torch

from ....domain.host import Device
from ....domain.offload import GroupOffload, GroupType
from .offload_census import group_hooks
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
    """Count the groups, and those of the kind that was asked for."""
    found = group_hooks(pipeline)
    of_kind = sum(kind == str(offload.type) for kind in found)
    return Seen(
        of_kind > 0, f"{len(found)} modules fetch and send groups, {of_kind} {offload.type}"
    )
