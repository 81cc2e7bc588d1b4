"""SageAttention 1's adapter in the place of diffusers' `sage` backend."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from diffusers.models.attention_dispatch import (
    AttentionBackendName,
    _AttentionBackendRegistry,
    dispatch_attention_fn,
)

from diffgentor.adapters.diffusers.techniques import attention_backend
from diffgentor.adapters.diffusers.techniques.seen import Seen
from diffgentor.domain.attention import KernelAttention
from tests.adapters.attention.exact_kernel import ExactKernel
from tests.tiny_pipelines.drawing import draw, load
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

SAGE = AttentionBackendName.SAGE

Load = Callable[[], Any]


@pytest.fixture
def flux(tiny_folder: TinyFolder) -> Load:
    return lambda: load(tiny_folder(FLUX))


def what_stands_there() -> tuple[object, ...]:
    registry = _AttentionBackendRegistry
    return (
        registry._backends[SAGE],
        list(registry._constraints[SAGE]),
        set(registry._supported_arg_names[SAGE]),
        set(registry._supports_context_parallel),
        registry.get_active_backend(),
    )


@foreign_warnings
def test_a_picture_is_drawn_by_the_kernel_once_per_attention(
    flux: Load, sage1: Any, kernel: ExactKernel
) -> None:
    # 16 tokens of the picture and 48 of the prompt are one whole block of keys.
    native = draw(flux(), FLUX, max_sequence_length=48)
    pipeline = flux()

    sage1.install()
    sage1.point_at(pipeline.transformer)
    picture = draw(pipeline, FLUX, max_sequence_length=48)

    assert len(kernel.handed) == 4 * 3
    assert picture.tobytes() == native.tobytes()


def test_the_probe_of_the_dispatch_sees_it(flux: Load, sage1: Any) -> None:
    transformer = flux().transformer
    asked = KernelAttention("sage")
    before = attention_backend.probe(transformer, asked)

    sage1.point_at(transformer)
    after = attention_backend.probe(transformer, asked)

    assert not (isinstance(before, Seen) and before.as_planned)
    assert isinstance(after, Seen)
    assert after.as_planned
    assert "4 of 4 attention modules use sage" in after.evidence


@foreign_warnings
def test_other_denoisers_stay_with_torchs_own(flux: Load, sage1: Any, kernel: ExactKernel) -> None:
    sage1.install()
    sage1.point_at(flux().transformer)
    draw(flux(), FLUX)

    assert kernel.handed == []


def test_uninstalling_puts_back_what_stood_there(sage1: Any) -> None:
    before = what_stands_there()

    sage1.install()
    installed = what_stands_there()
    sage1.uninstall()

    assert installed != before
    assert what_stands_there() == before


def test_installing_and_uninstalling_twice_is_like_once(sage1: Any) -> None:
    before = what_stands_there()

    for repeated in (sage1.install, sage1.uninstall):
        repeated()
        repeated()

    assert what_stands_there() == before


def test_diffusers_knows_that_it_cannot_be_split_over_devices(sage1: Any) -> None:
    assert _AttentionBackendRegistry._is_context_parallel_available(SAGE)

    sage1.install()

    assert not _AttentionBackendRegistry._is_context_parallel_available(SAGE)


def test_what_diffusers_checks_for_its_own_it_checks_here_too(
    sage1: Any, kernel: ExactKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    sage1.install()
    monkeypatch.setattr(_AttentionBackendRegistry, "_checks_enabled", True)
    on_a_cpu = torch.zeros(1, 64, 1, 64, dtype=torch.float16)

    with pytest.raises(ValueError, match="CUDA device"):
        dispatch_attention_fn(on_a_cpu, on_a_cpu, on_a_cpu, backend=SAGE)

    assert kernel.handed == []
