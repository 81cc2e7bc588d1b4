"""A probe confirms what was applied, and catches what was not."""

from typing import Any

import pytest
import torch
from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from diffgentor.adapters.diffusers.techniques import (
    attention_backend,
    fuse_qkv,
    layerwise_casting,
    tf32,
    torch_dtype,
    vae_slicing,
    vae_tiling,
)
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.precision import Precision
from diffgentor.domain.receipt import Applied, Outcome, Refused
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw
from tests.tiny_pipelines.families import FAMILIES, FLUX, QWEN_IMAGE, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = foreign_warnings

EVERYTHING = AskedPlan(
    precision=Precision.BFLOAT16,
    fuse_qkv=True,
    vae_slicing=True,
    vae_tiling=True,
    casting=AskedCasting(),
)


def named(outcomes: tuple[Outcome, ...], optimization: str) -> Outcome:
    [found] = [outcome for outcome in outcomes if outcome.optimization == optimization]
    return found


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_technique_is_confirmed_with_evidence(
    family: Family, engine: Engines, profile: Profiles
) -> None:
    used = engine(family, EVERYTHING)

    [drawing] = draw(used, a_request_for(profile(family)), EVERYTHING)

    outcomes = (*used.outcomes(), *drawing.outcomes)
    refused = {outcome.optimization for outcome in outcomes if isinstance(outcome, Refused)}
    assert refused == ({"fuse_qkv"} if family is QWEN_IMAGE else set())
    assert all(outcome.evidence for outcome in outcomes if isinstance(outcome, Applied))


def do_nothing(*args: Any, **kwargs: Any) -> None:
    """A technique's `apply` as a mutation leaves it."""


def test_weights_of_another_precision_are_caught(
    engine: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_dtype, "apply", lambda precision: {})

    outcomes = engine(FLUX, EVERYTHING).outcomes()

    assert isinstance(named(outcomes, "torch_dtype"), Refused)


def test_tf32_that_was_not_switched_is_caught(
    engine: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tf32, "apply", do_nothing)

    outcomes = engine(FLUX, AskedPlan(tf32=True)).outcomes()

    assert isinstance(named(outcomes, "tf32"), Refused)


def test_projections_that_were_not_fused_are_caught(
    engine: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuse_qkv, "apply", do_nothing)

    outcomes = engine(FLUX, EVERYTHING).outcomes()

    assert isinstance(named(outcomes, "fuse_qkv"), Refused)


def test_weights_that_were_not_narrowed_are_caught(
    engine: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layerwise_casting, "apply", do_nothing)

    outcomes = engine(FLUX, EVERYTHING).outcomes()

    assert isinstance(named(outcomes, "layerwise_casting"), Refused)


def test_attention_left_on_another_backend_is_caught(
    engine: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        _AttentionBackendRegistry, "_active_backend", AttentionBackendName._NATIVE_MATH
    )
    monkeypatch.setattr(attention_backend, "apply", do_nothing)

    outcomes = engine(FLUX, AskedPlan()).outcomes()

    assert isinstance(named(outcomes, "attention_backend"), Refused)


def test_attention_that_another_model_moved_is_native_after_applying(
    engine: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        _AttentionBackendRegistry, "_active_backend", AttentionBackendName._NATIVE_MATH
    )

    outcomes = engine(FLUX, AskedPlan()).outcomes()

    assert isinstance(named(outcomes, "attention_backend"), Applied)


@pytest.mark.parametrize("technique", [vae_slicing, vae_tiling], ids=["slicing", "tiling"])
def test_a_vae_that_was_not_switched_is_caught(
    technique: Any, engine: Engines, profile: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(technique, "apply", do_nothing)

    [drawing] = draw(engine(FLUX, EVERYTHING), a_request_for(profile(FLUX)), EVERYTHING)

    name = technique.__name__.rpartition(".")[2]
    assert isinstance(named(drawing.outcomes, name), Refused)


def test_both_switches_of_tf32_stay_readable_after_applying(engine: Engines) -> None:
    engine(FLUX, AskedPlan(tf32=True))
    engine(FLUX, AskedPlan(tf32=False))

    assert torch.get_float32_matmul_precision() == "highest"
    assert torch.backends.cuda.matmul.allow_tf32 is False
