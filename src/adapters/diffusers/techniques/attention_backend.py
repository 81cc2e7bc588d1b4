"""The kernel that computes the denoiser's attention (diffusers' attention dispatch)."""

from collections import Counter
from importlib.metadata import version
from typing import Any

from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from ....domain.attention import SAGE, Attention, KernelAttention, kernel_called
from ....domain.probe_rule import ProbeRule
from ....domain.version import at_least
from .processor_source import calls_torch_attention
from .seen import Lesser, Seen

_NATIVE = AttentionBackendName.NATIVE.value
_DIRECT = "scaled_dot_product_attention called directly"
_OWN = "code of the model's own"
_NO_CHOICE = object()


def apply(denoiser: Any, attention: Attention) -> None:
    """Point every attention that goes through diffusers' dispatch at the kernel.

    diffusers also makes the kernel the default of the whole process, where it would reach other
    models, so that default is put back to torch's own afterwards.
    """
    denoiser.set_attention_backend(backend_of(attention))
    _AttentionBackendRegistry.set_active_backend(AttentionBackendName.NATIVE)


def probe(denoiser: Any, attention: Attention) -> Seen | Lesser:
    """Count the attention modules by what computes them.

    Attention that a model computes by code of its own is out of every kernel's reach; where there
    is some, the choice is in force in part.
    """
    census = Counter(
        _computed_by(module.processor)
        for module in denoiser.modules()
        if getattr(module, "processor", None) is not None
    )
    wanted = backend_of(attention)
    own = census[_OWN]
    reached = census[wanted] + (census[_DIRECT] if wanted == _NATIVE else 0)
    listed = ", ".join(f"{count} {name}" for name, count in sorted(census.items()))
    evidence = f"{reached} of {census.total()} attention modules use {wanted} ({listed})"
    is_a_choice = wanted != _NATIVE
    if reached + own < census.total() or (is_a_choice and not reached):
        return Seen(as_planned=False, evidence=evidence)
    if own or not census:
        return Lesser(
            ProbeRule.ATTENTION_IS_THE_MODELS_OWN,
            f"{type(denoiser).__name__} computes {'some of ' if reached else ''}its attention by "
            "code of its own, which no choice of kernel reaches.",
            "Nothing to do: it draws as it was made to.",
            evidence,
        )
    return Seen(as_planned=True, evidence=evidence)


def has_older_sage() -> bool:
    """Return whether the installed sageattention is one that diffusers' own backends refuse."""
    return not at_least(version(SAGE.package), SAGE.minimum)


def backend_of(attention: Attention) -> str:
    """Return diffusers' name of an attention that the rules let pass."""
    if isinstance(attention, KernelAttention) and (kernel := kernel_called(attention.backend)):
        return kernel.name
    return str(attention)


def _computed_by(processor: Any) -> str:
    """Processors of the dispatch name a backend or take the default; others are read."""
    chosen = getattr(processor, "_attention_backend", _NO_CHOICE)
    if chosen is not _NO_CHOICE:
        active, _ = _AttentionBackendRegistry.get_active_backend()
        return str(AttentionBackendName(active if chosen is None else chosen).value)
    return _DIRECT if calls_torch_attention(processor) else _OWN
