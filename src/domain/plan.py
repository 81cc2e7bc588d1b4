"""How to draw: one choice per technique."""

import hashlib
import json
from dataclasses import dataclass, field

from .attention import Attention, NativeAttention
from .casting import AskedCasting, Casting, LayerwiseCasting, NoCasting
from .host import Device, DeviceKind
from .precision import Precision
from .technique import Technique

AMPERE = (8, 0)
"""The first NVIDIA compute capability with TensorFloat-32 and bfloat16 units."""


@dataclass(frozen=True, slots=True)
class UnbuiltOption:
    """An option of the guide that this version does not have, with the value somebody gave."""

    option: str
    value: str


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """What somebody said about each technique; `None` where nothing was said."""

    precision: Precision | None = None
    tf32: bool | None = None
    vae_slicing: bool | None = None
    vae_tiling: bool | None = None
    fuse_qkv: bool | None = None
    attention: Attention | None = None
    casting: AskedCasting | None = None
    unbuilt: tuple[UnbuiltOption, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OptimizationPlan:
    """How to draw, complete: every technique has its choice."""

    precision: Precision
    tf32: bool
    vae_slicing: bool
    vae_tiling: bool
    fuse_qkv: bool
    attention: Attention
    casting: Casting

    def settings(self) -> dict[Technique, str]:
        """Return each technique's choice as its name on the command line or `on` / `off`."""
        return {
            Technique.TORCH_DTYPE: str(self.precision),
            Technique.TF32: _on_off(self.tf32),
            Technique.VAE_SLICING: _on_off(self.vae_slicing),
            Technique.VAE_TILING: _on_off(self.vae_tiling),
            Technique.FUSE_QKV: _on_off(self.fuse_qkv),
            Technique.ATTENTION_BACKEND: str(self.attention),
            Technique.LAYERWISE_CASTING: str(self.casting),
        }

    @property
    def fingerprint(self) -> str:
        """The same for the same plan, in any process: 16 hexadecimal digits."""
        canonical = json.dumps(self.settings(), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def plan_for(device: Device, asked: AskedPlan) -> OptimizationPlan:
    """Complete what was asked with what the device does best.

    Unasked, a CUDA device draws in bfloat16 (float16 before Ampere) and any other in float32;
    TF32 is on where the device has it. Everything else is off.
    """
    precision = asked.precision or preferred_precision(device)
    return OptimizationPlan(
        precision=precision,
        tf32=has_tf32(device) if asked.tf32 is None else asked.tf32,
        vae_slicing=bool(asked.vae_slicing),
        vae_tiling=bool(asked.vae_tiling),
        fuse_qkv=bool(asked.fuse_qkv),
        attention=asked.attention or NativeAttention(),
        casting=_casting(asked.casting, precision),
    )


def techniques_to_answer(asked: AskedPlan, plan: OptimizationPlan) -> tuple[Technique, ...]:
    """Return what a receipt must speak of: all that was asked for and all that is in force."""
    said = {
        Technique.TORCH_DTYPE: True,
        Technique.TF32: asked.tf32 is not None or plan.tf32,
        Technique.VAE_SLICING: asked.vae_slicing is not None,
        Technique.VAE_TILING: asked.vae_tiling is not None,
        Technique.FUSE_QKV: asked.fuse_qkv is not None,
        Technique.ATTENTION_BACKEND: True,
        Technique.LAYERWISE_CASTING: asked.casting is not None,
    }
    return tuple(technique for technique, speak in said.items() if speak)


def has_tf32(device: Device) -> bool:
    """Return whether the device computes in TensorFloat-32 (NVIDIA Ampere and newer)."""
    return device.kind is DeviceKind.CUDA and (device.compute_capability or (0, 0)) >= AMPERE


def preferred_precision(device: Device) -> Precision:
    """Return the precision that a device draws in when nobody chose one."""
    if device.kind is not DeviceKind.CUDA:
        return Precision.FLOAT32
    bfloat16 = (device.compute_capability or (0, 0)) >= AMPERE
    return Precision.BFLOAT16 if bfloat16 else Precision.FLOAT16


def _casting(asked: AskedCasting | None, precision: Precision) -> Casting:
    if asked is None:
        return NoCasting()
    return LayerwiseCasting(asked.storage, asked.compute or precision)


def _on_off(value: bool) -> str:
    return "on" if value else "off"
