"""TensorFloat-32 in float32 matrix products and convolutions.

torch has an old and a new set of switches, and reading one after setting the other raises.
`set_float32_matmul_precision` is the one that leaves both readable (torch 2.13), so it alone is
used, with cuDNN's own switch for convolutions.
"""

import torch

from ....domain.host import Device, DeviceKind
from .seen import Seen


def apply(tf32: bool, device: Device) -> None:
    """Switch TensorFloat-32 on or off for the whole process."""
    torch.set_float32_matmul_precision("high" if tf32 else "highest")
    if device.kind is DeviceKind.CUDA:
        torch.backends.cudnn.allow_tf32 = tf32


def probe(tf32: bool, device: Device) -> Seen:
    """Read the switches back."""
    precision = torch.get_float32_matmul_precision()
    as_planned = precision == ("high" if tf32 else "highest")
    evidence = f"float32 matmul precision {precision}"
    if device.kind is DeviceKind.CUDA:
        as_planned &= torch.backends.cudnn.allow_tf32 == tf32
        evidence += f", cudnn.allow_tf32 {torch.backends.cudnn.allow_tf32}"
    return Seen(as_planned, evidence)
