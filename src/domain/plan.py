"""How to draw: one choice per technique."""

import hashlib
import json
from dataclasses import dataclass

from .asked_plan import AskedPlan, said_about
from .attention import Attention, NativeAttention
from .casting import AskedCasting, Casting, LayerwiseCasting, NoCasting
from .compilation import Compilation, NoCompilation
from .host import Device, DeviceKind
from .offload import NoOffload, Offload
from .precision import Precision
from .step_cache import NoCache, StepCache
from .technique import Technique

AMPERE = (8, 0)
"""The first NVIDIA compute capability with TensorFloat-32 and bfloat16 units."""


@dataclass(frozen=True, slots=True)
class OptimizationPlan:
    """How to draw, complete: every technique has its choice.

    Attributes:
        batch_size: how many pictures of a request may share a call, at the most; 1 or more.

    Raises:
        ValueError: the batch size is less than 1.
    """

    precision: Precision
    tf32: bool
    vae_slicing: bool
    vae_tiling: bool
    fuse_qkv: bool
    attention: Attention
    casting: Casting
    offload: Offload
    compilation: Compilation
    cache: StepCache
    batch_size: int = 1

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise ValueError(f"a batch of {self.batch_size} pictures cannot be")

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
            Technique.OFFLOAD: str(self.offload),
            Technique.COMPILE: str(self.compilation),
            Technique.CACHE: str(self.cache),
            Technique.BATCH_SIZE: str(self.batch_size),
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
        attention=asked.attentions[-1] if asked.attentions else NativeAttention(),
        casting=_casting(asked.casting, precision),
        offload=asked.offloads[-1] if asked.offloads else NoOffload(),
        compilation=asked.compilation or NoCompilation(),
        cache=asked.caches[-1] if asked.caches else NoCache(),
        batch_size=asked.batch_size or 1,
    )


def plan_that_was(plan: OptimizationPlan) -> AskedPlan:
    """Return what asks for the same plan again, on this device or another.

    What was off is left unsaid, and so is the batch, since one picture is drawn again. TF32 was
    on because a device had it; on a device without, it is a difference to tell and not a reason to
    refuse.
    """
    return AskedPlan(
        precision=plan.precision,
        tf32=None if plan.tf32 else False,
        vae_slicing=plan.vae_slicing or None,
        vae_tiling=plan.vae_tiling or None,
        fuse_qkv=plan.fuse_qkv or None,
        attentions=(plan.attention,),
        casting=_asked_casting(plan.casting),
        offloads=() if isinstance(plan.offload, NoOffload) else (plan.offload,),
        compilation=None if isinstance(plan.compilation, NoCompilation) else plan.compilation,
        caches=() if isinstance(plan.cache, NoCache) else (plan.cache,),
    )


def techniques_to_answer(asked: AskedPlan, plan: OptimizationPlan) -> tuple[Technique, ...]:
    """Return what a receipt must speak of: all that was asked for and all that is in force."""
    spoken_of = {*said_about(asked), Technique.TORCH_DTYPE, Technique.ATTENTION_BACKEND}
    if plan.tf32:
        spoken_of.add(Technique.TF32)
    return tuple(technique for technique in Technique if technique in spoken_of)


def has_tf32(device: Device) -> bool:
    """Return whether the device computes in TensorFloat-32 (NVIDIA Ampere and newer)."""
    return device.kind is DeviceKind.CUDA and (device.compute_capability or (0, 0)) >= AMPERE


def preferred_precision(device: Device) -> Precision:
    """Return the precision that a device draws in when nobody chose one."""
    if device.kind is not DeviceKind.CUDA:
        return Precision.FLOAT32
    bfloat16 = (device.compute_capability or (0, 0)) >= AMPERE
    return Precision.BFLOAT16 if bfloat16 else Precision.FLOAT16


def _casting(asked: AskedCasting | NoCasting | None, precision: Precision) -> Casting:
    if isinstance(asked, AskedCasting):
        return LayerwiseCasting(asked.storage, asked.compute or precision)
    return NoCasting()


def _asked_casting(casting: Casting) -> AskedCasting | None:
    match casting:
        case LayerwiseCasting(storage=storage, compute=compute):
            return AskedCasting(storage, compute)
        case NoCasting():
            return None


def _on_off(value: bool) -> str:
    return "on" if value else "off"
