"""SageAttention 1: attention with queries and keys in eight bits, in place of diffusers' `sage`.

The idea is that of "SageAttention: Accurate 8-Bit Attention for Plug-and-play Inference
Acceleration" (arXiv 2410.02367); its kernels are those of the package sageattention 1.0.6 (BSD
3-Clause), which are called and not copied. diffusers' own `sage` wants version 2.1.1 or newer and
refuses this one, which is the newest that a package index has.

The kernels themselves refuse what is not on an NVIDIA GPU, and heads of any other size than 64,
96 or 128.
"""

import inspect
from typing import Any

import torch
from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry
from sageattention import sageattn

_SAGE = AttentionBackendName.SAGE
_DIFFUSERS_OWN = _AttentionBackendRegistry._backends[_SAGE]
_DIFFUSERS_OWN_SPLITS = _AttentionBackendRegistry._is_context_parallel_available(_SAGE)
_NO_CHOICE = object()

_KEYS_PER_BLOCK = 64
_MOST_MISSING = 1 / 50
"""Of the keys. Where so many were missing, random tensors came out up to 3 % off (their distance
from exact attention, as a part of its length), and up to 2.7 % where none was."""


def attend(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attn_mask: torch.Tensor | None = None,
    is_causal: bool = False,
    scale: float | None = None,
    _parallel_config: object | None = None,
) -> torch.Tensor:
    """Return the attention of tensors of shape (batch, sequence, heads, head size).

    The names are those by which diffusers' dispatch hands arguments over. Key and value may have
    fewer heads than the query, by a whole factor.

    Raises:
        ValueError: there is a mask, the work is to be split over devices, or the keys are few and
            no multiple of 64.
    """
    if attn_mask is not None:
        raise ValueError("SageAttention 1 takes no attention mask")
    if _parallel_config is not None:
        raise ValueError("SageAttention 1 cannot be split over devices")
    # The kernels smooth the key in place, and the caller's may be needed again.
    keys, values = (key.clone(), value) if is_causal else _whole_blocks(key, value)
    attended: torch.Tensor = sageattn(
        query, keys, values, tensor_layout="NHD", is_causal=is_causal, sm_scale=scale
    )
    return attended


def _whole_blocks(key: torch.Tensor, value: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Copy the key, filled up to whole blocks, as the value is, with average tokens.

    Without a causal mask the kernels give what a last block lacks a score of 0 and a share of the
    softmax. Smoothing makes 0 the score of the average key, so that putting the average value
    there, instead of nothing, leaves attention that looks everywhere unchanged; attention that
    looks at a few tokens gives the average next to no share.

    Raises:
        ValueError: too much is missing for that to be near enough.
    """
    length = key.shape[1]
    missing = -length % _KEYS_PER_BLOCK
    if missing > length * _MOST_MISSING:
        raise ValueError(
            f"SageAttention 1 computes {length} keys wrongly: it needs a multiple of "
            f"{_KEYS_PER_BLOCK}, or at least {round((_KEYS_PER_BLOCK - 1) / _MOST_MISSING)}. "
            "Choose another size or another attention"
        )
    return _filled(key, missing), _filled(value, missing)


def _filled(tokens: torch.Tensor, missing: int) -> torch.Tensor:
    average = tokens.mean(dim=1, keepdim=True)
    return torch.cat([tokens, average.expand(-1, missing, -1, -1)], dim=1)


def install() -> None:
    """Make `attend` what diffusers calls `sage`, in the whole process.

    What diffusers checks for its own `sage`, where checks are on, holds for this one too.
    """
    _AttentionBackendRegistry._backends[_SAGE] = attend
    _AttentionBackendRegistry._supported_arg_names[_SAGE] = _arguments_of(attend)
    _AttentionBackendRegistry._supports_context_parallel.discard(_SAGE.value)


def uninstall() -> None:
    """Give the name `sage` back to what diffusers had under it."""
    _AttentionBackendRegistry._backends[_SAGE] = _DIFFUSERS_OWN
    _AttentionBackendRegistry._supported_arg_names[_SAGE] = _arguments_of(_DIFFUSERS_OWN)
    if _DIFFUSERS_OWN_SPLITS:
        _AttentionBackendRegistry._supports_context_parallel.add(_SAGE.value)


def point_at(denoiser: Any) -> None:
    """Have every attention of the denoiser that goes through diffusers' dispatch call `sage`.

    `set_attention_backend` would do the same after looking for version 2.1.1, and would make it
    the default of the process. A processor of the dispatch is known by naming a backend.
    """
    for module in denoiser.modules():
        processor: Any = getattr(module, "processor", None)
        if getattr(processor, "_attention_backend", _NO_CHOICE) is not _NO_CHOICE:
            processor._attention_backend = _SAGE


def _arguments_of(function: Any) -> set[str]:
    return set(inspect.signature(function).parameters)
