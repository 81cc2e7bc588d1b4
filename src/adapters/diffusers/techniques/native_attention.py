"""torch's `scaled_dot_product_attention`."""

from collections import Counter
from typing import Any

from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from .seen import Seen

_SDPA = "scaled_dot_product_attention called directly"
_UNKNOWN = "unknown"


def apply(denoiser: Any) -> None:
    """Point every attention that goes through diffusers' dispatch at torch's kernels.

    Also the process-wide default, which an earlier model or the environment may have changed.
    """
    denoiser.set_attention_backend(AttentionBackendName.NATIVE.value)


def probe(denoiser: Any) -> Seen:
    """Count the attention modules by what computes them."""
    census = Counter(
        _backend(module.processor) for module in denoiser.modules() if "processor" in dir(module)
    )
    native = census[AttentionBackendName.NATIVE.value] + census[_SDPA]
    listed = ", ".join(f"{count} {name}" for name, count in sorted(census.items()))
    return Seen(
        native == census.total() > 0,
        f"{native} of {census.total()} attention modules use torch's kernels ({listed})",
    )


def _backend(processor: Any) -> str:
    """Processors of the dispatch name a backend or take the default; the `2_0` ones call SDPA."""
    if "_attention_backend" in dir(processor):
        chosen = processor._attention_backend
        active, _ = _AttentionBackendRegistry.get_active_backend()
        return str(AttentionBackendName(active if chosen is None else chosen).value)
    name = type(processor).__name__
    return _SDPA if name.endswith("2_0") else f"{_UNKNOWN} ({name})"
