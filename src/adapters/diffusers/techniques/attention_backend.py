"""The kernel that computes the denoiser's attention (diffusers' attention dispatch)."""

from collections import Counter
from typing import Any

from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from ....domain.attention import Attention, KernelAttention, kernel_called
from .seen import Seen

_NATIVE = AttentionBackendName.NATIVE.value
_DIRECT = "scaled_dot_product_attention called directly"


def apply(denoiser: Any, attention: Attention) -> None:
    """Point every attention that goes through diffusers' dispatch at the kernel.

    diffusers also makes the kernel the default of the whole process, where it would reach other
    models, so that default is put back to torch's own afterwards.
    """
    denoiser.set_attention_backend(backend_of(attention))
    _AttentionBackendRegistry.set_active_backend(AttentionBackendName.NATIVE)


def probe(denoiser: Any, attention: Attention) -> Seen:
    """Count the attention modules by what computes them."""
    census = Counter(
        _computed_by(module.processor)
        for module in denoiser.modules()
        if "processor" in dir(module)
    )
    wanted = backend_of(attention)
    as_planned = census[wanted] + (census[_DIRECT] if wanted == _NATIVE else 0)
    listed = ", ".join(f"{count} {name}" for name, count in sorted(census.items()))
    return Seen(
        as_planned == census.total() > 0,
        f"{as_planned} of {census.total()} attention modules use {wanted} ({listed})",
    )


def backend_of(attention: Attention) -> str:
    """Return diffusers' name of an attention that the rules let pass."""
    if isinstance(attention, KernelAttention) and (kernel := kernel_called(attention.backend)):
        return kernel.name
    return str(attention)


def _computed_by(processor: Any) -> str:
    """Processors of the dispatch name a backend or take the default; the `2_0` ones call SDPA."""
    if "_attention_backend" in dir(processor):
        chosen = processor._attention_backend
        active, _ = _AttentionBackendRegistry.get_active_backend()
        return str(AttentionBackendName(active if chosen is None else chosen).value)
    name = type(processor).__name__
    return _DIRECT if name.endswith("2_0") else f"unknown ({name})"
