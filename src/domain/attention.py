"""Attention kernels: what there is, under which name, and what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .host import Device, DeviceKind
from .requirement import Requirement

CUDA = frozenset({DeviceKind.CUDA})
CUDA_OR_CPU = frozenset({DeviceKind.CUDA, DeviceKind.CPU})
ANY = frozenset(DeviceKind)


FLASH = Requirement("flash-attn", "2.6.3", 'pip install "diffgentor[flash]"')
FLASH_3 = Requirement("flash-attn-3", "3.0.0", "build FlashAttention 3 from its source")
SAGE = Requirement("sageattention", "2.1.1", "build SageAttention 2.1.1 or newer from its source")
SAGE_1 = Requirement("sageattention", "1.0.6", 'pip install "diffgentor[sage]"')
"""diffusers asks for 2.1.1; what the registry has is put into its dispatch by diffgentor."""
XFORMERS = Requirement("xformers", "0.0.29", 'pip install "diffgentor[xformers]"')
KERNELS = Requirement("kernels", "0.12", "pip install kernels")
KERNELS_4 = Requirement("kernels", "0.12.3", "pip install kernels")
NPU = Requirement("torch-npu", "2.1", "pip install torch-npu")
XLA = Requirement("torch-xla", "2.2", "pip install torch-xla")

FLASH_HEADS = frozenset(range(8, 257, 8))
SAGE_HEADS = frozenset({64, 96, 128})
_VARLEN = "varlen"
"""Kernels for sequences of several lengths, which is how diffusers gives them a mask."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """One backend of diffusers' attention dispatch.

    Attributes:
        name: diffusers' name. A person may leave out its leading underscore.
        capability: the lowest NVIDIA compute capability, or `None`.
        below: the lowest that it is not for any more, or `None`.
        half_only: whether it computes in float16 and bfloat16 only, on a GPU.
        head_sizes: the sizes of an attention head that it has kernels for, or `None` for all.
        takes_masks: whether some tokens can be hidden from others.
    """

    name: str
    devices: frozenset[DeviceKind] = CUDA
    requirement: Requirement | None = None
    capability: tuple[int, int] | None = None
    half_only: bool = False
    head_sizes: frozenset[int] | None = None
    takes_masks: bool = True
    below: tuple[int, int] | None = None


def _flash(name: str, needs: Requirement, capability: tuple[int, int]) -> Kernel:
    return Kernel(
        name,
        CUDA,
        needs,
        capability,
        half_only=True,
        head_sizes=FLASH_HEADS,
        takes_masks=_VARLEN in name,
    )


def _sage(name: str, needs: Requirement, capability: tuple[int, int]) -> Kernel:
    return Kernel(
        name,
        CUDA,
        needs,
        capability,
        half_only=True,
        head_sizes=SAGE_HEADS,
        takes_masks=_VARLEN in name,
    )


def _hopper(kernel: Kernel) -> Kernel:
    """Hopper's own instructions are gone in what came after it."""
    return replace(kernel, below=(10, 0))


KERNELS_BY_NAME = {
    kernel.name: kernel
    for kernel in (
        Kernel("native", ANY),
        Kernel("_native_math", ANY),
        Kernel(
            "_native_flash",
            CUDA_OR_CPU,
            capability=(8, 0),
            half_only=True,
            takes_masks=False,
        ),
        Kernel("_native_efficient", CUDA),
        Kernel("_native_cudnn", CUDA, capability=(8, 0), half_only=True),
        Kernel("_native_npu", frozenset(), NPU),
        Kernel("_native_xla", frozenset(), XLA, takes_masks=False),
        Kernel("flex", CUDA_OR_CPU),
        _flash("flash", FLASH, (8, 0)),
        _flash("flash_varlen", FLASH, (8, 0)),
        _flash("flash_hub", KERNELS, (8, 0)),
        _flash("flash_varlen_hub", KERNELS, (8, 0)),
        _flash("flash_4_hub", KERNELS_4, (9, 0)),
        _hopper(_flash("_flash_3", FLASH_3, (9, 0))),
        _hopper(_flash("_flash_varlen_3", FLASH_3, (9, 0))),
        _hopper(_flash("_flash_3_hub", KERNELS, (9, 0))),
        _hopper(_flash("_flash_3_varlen_hub", KERNELS, (9, 0))),
        Kernel("aiter_fa2_hub", frozenset(), KERNELS, takes_masks=False),
        _sage("sage", SAGE_1, (8, 0)),
        _sage("sage_varlen", SAGE, (8, 0)),
        _sage("sage_hub", KERNELS, (8, 0)),
        _sage("sage_blackwell_hub", KERNELS, (10, 0)),
        _sage("_sage_qk_int8_pv_fp16_cuda", SAGE, (8, 0)),
        _sage("_sage_qk_int8_pv_fp16_triton", SAGE, (8, 0)),
        _sage("_sage_qk_int8_pv_fp8_cuda", SAGE, (8, 9)),
        _hopper(_sage("_sage_qk_int8_pv_fp8_cuda_sm90", SAGE, (9, 0))),
        Kernel("xformers", CUDA, XFORMERS),
    )
}
"""Every backend of diffusers 0.41 and 0.42. A kernel for no device kind here needs hardware that
diffgentor does not know."""


@dataclass(frozen=True, slots=True)
class NativeAttention:
    """torch's `scaled_dot_product_attention`."""

    def __str__(self) -> str:
        return "native"


@dataclass(frozen=True, slots=True)
class KernelAttention:
    """Another kernel of diffusers' attention dispatch, or a name that it does not know.

    Raises:
        ValueError: the backend is `native` or `xformers_processors`, which have their own types.
    """

    backend: str

    def __post_init__(self) -> None:
        if self.backend in ("native", "xformers_processors"):
            raise ValueError(f"{self.backend} attention has a type of its own")

    def __str__(self) -> str:
        return self.backend


@dataclass(frozen=True, slots=True)
class XformersProcessors:
    """xFormers' attention by processors of its own, as UNets take it.

    `KernelAttention("xformers")` is the same kernel through diffusers' dispatch.
    """

    def __str__(self) -> str:
        return "xformers_processors"


Attention = NativeAttention | KernelAttention | XformersProcessors


def attention_called(text: str) -> Attention:
    """Return the attention whose `str` is `text`; what is unknown is a kernel, for a rule."""
    for known in (NativeAttention(), XformersProcessors()):
        if text == str(known):
            return known
    return KernelAttention(text)


def kernel_called(backend: str) -> Kernel | None:
    """Return the kernel of that name, with or without a leading underscore, or `None`."""
    return KERNELS_BY_NAME.get(backend) or KERNELS_BY_NAME.get(f"_{backend}")


def lacks_device(kernel: Kernel, device: Device) -> str:
    """Return why a kernel cannot run on a device, or nothing."""
    if device.kind not in kernel.devices:
        kinds = " or ".join(sorted(kernel.devices)) or "hardware that diffgentor does not know"
        return f"It needs {kinds}; this is {device}."
    here = device.compute_capability or (0, 0)
    if device.kind is not DeviceKind.CUDA:
        return ""
    if kernel.capability and here < kernel.capability:
        major, minor = kernel.capability
        return f"It needs compute capability {major}.{minor} or newer; this is {device}."
    if kernel.below and here >= kernel.below:
        major, minor = kernel.below
        return (
            f"It is written for GPUs before compute capability {major}.{minor}; this is {device}."
        )
    return ""


def lacks_package(kernel: Kernel, packages: Mapping[str, str]) -> str:
    """Return which package a kernel misses, or nothing."""
    return "" if kernel.requirement is None else kernel.requirement.unmet_by(packages)
