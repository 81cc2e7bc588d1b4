"""Every kernel of diffusers is known; those for a CPU draw, the others are refused."""

from typing import Any

import numpy as np
import pytest
from diffusers.models.attention_dispatch import AttentionBackendName, _AttentionBackendRegistry

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import KERNELS_BY_NAME, KernelAttention
from diffgentor.domain.host import DeviceKind, Host
from diffgentor.domain.plan import plan_for
from diffgentor.domain.receipt import Applied
from diffgentor.domain.rules import Situation, check
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FAMILIES, FLUX, FLUX2_KLEIN, QWEN_IMAGE, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = [
    foreign_warnings,
    pytest.mark.filterwarnings("ignore:flex_attention called without:UserWarning"),
]

DISPATCHING = {"flux", "flux_kontext", "flux2_klein", "qwen_image"}
ON_A_CPU = [
    name
    for name, kernel in KERNELS_BY_NAME.items()
    if DeviceKind.CPU in kernel.devices and name != "native"
]


def test_every_backend_of_diffusers_is_known_and_no_other() -> None:
    assert set(KERNELS_BY_NAME) == {backend.value for backend in AttentionBackendName}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_whether_a_choice_reaches_the_denoiser_is_read_from_its_class(
    family: Family, profile: Profiles
) -> None:
    assert profile(family).denoiser.dispatches_attention is (family.name in DISPATCHING)


@pytest.mark.parametrize("name", ON_A_CPU)
@pytest.mark.parametrize("family", [FLUX, FLUX2_KLEIN, QWEN_IMAGE], ids=lambda one: one.name)
def test_a_kernel_for_this_device_draws_nearly_the_same_picture(
    name: str, family: Family, engine: Engines, profile: Profiles
) -> None:
    asked, request = AskedPlan(attentions=(KernelAttention(name),)), a_request_for(profile(family))
    used = engine(family, asked)

    [with_kernel] = pixels(draw(used, request, asked))
    [native] = pixels(draw(engine(family, AskedPlan()), request))

    [outcome] = [one for one in used.outcomes() if one.optimization == "attention_backend"]
    assert isinstance(outcome, Applied)
    assert f"4 of 4 attention modules use {name}" in outcome.evidence
    apart = np.frombuffer(with_kernel, "u1").astype(int) - np.frombuffer(native, "u1")
    assert np.abs(apart).max() <= 2


@pytest.mark.parametrize("name", sorted(set(KERNELS_BY_NAME) - {*ON_A_CPU, "native"}))
def test_a_kernel_for_other_devices_is_refused_by_a_rule(name: str, profile: Profiles) -> None:
    model = profile(FLUX)
    asked = AskedPlan(attentions=(KernelAttention(name),))
    request = a_request_for(model)
    situation = Situation(plan_for(CPU, asked), asked, model, Host((CPU,)), CPU, request)

    assert "ATTENTION_NEEDS_DEVICE" in {finding.rule for finding in check(situation)}


def test_a_kernel_of_one_model_is_not_the_default_of_the_next(engine: Engines) -> None:
    engine(FLUX, AskedPlan(attentions=(KernelAttention("_native_math"),)))

    active, _ = _AttentionBackendRegistry.get_active_backend()
    assert active is AttentionBackendName.NATIVE


def test_the_kernel_really_computes_the_picture(
    engine: Engines, profile: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, request = AskedPlan(attentions=(KernelAttention("flex"),)), a_request_for(profile(FLUX))
    used, calls = engine(FLUX, asked), list[str]()
    backends = dict(_AttentionBackendRegistry._backends)

    def counting(name: AttentionBackendName) -> Any:
        def attend(*args: Any, **kwargs: Any) -> Any:
            calls.append(name.value)
            return backends[name](*args, **kwargs)

        return attend

    counted = {name: counting(name) for name in backends}
    monkeypatch.setattr(_AttentionBackendRegistry, "_backends", counted)
    draw(used, request, asked)

    assert set(calls) == {"flex"}
    assert len(calls) == 4 * request.steps
