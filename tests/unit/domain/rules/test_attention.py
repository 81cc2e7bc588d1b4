import math
from dataclasses import replace
from typing import Any

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import (
    KERNELS_BY_NAME,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
    kernel_called,
)
from diffgentor.domain.compilation import WholeCompilation
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.nearest_plan import asking
from diffgentor.domain.precision import Precision
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.domain.rules.attention import (
    SAGE_1_TOKENS,
    flex_attention_wants_compilation,
    older_sage_needs_a_larger_picture,
    older_sage_needs_triton,
    one_attention_at_a_time,
)
from diffgentor.domain.size import ImageSize
from tests.fakes.builders import (
    a_device,
    a_gpu,
    a_host,
    a_plan,
    a_profile,
    a_request,
    a_situation,
    a_situation_asking,
)

from .finding_of import finding_of, findings_once_mended

H200 = a_gpu(compute_capability=(9, 0))
WITH_FLASH = {"flash-attn": "2.8.3", "flash-attn-3": "3.0.0b1", "sageattention": "2.2.0"}


def refusals(
    backend: str,
    device: Device = H200,
    precision: Precision = Precision.BFLOAT16,
    packages: dict[str, str] | None = None,
    **denoiser: Any,
) -> dict[str, str]:
    plan = a_plan(attention=KernelAttention(backend), precision=precision)
    model = a_profile()
    model = replace(model, denoiser=replace(model.denoiser, **denoiser))
    situation = a_situation(plan, model=model, device=device)
    packages = WITH_FLASH if packages is None else packages
    situation = replace(situation, host=a_host(device, **packages))
    found = check(situation)
    assert all(one.reason and one.suggestion for one in found)
    return {one.rule: f"{one.reason} {one.suggestion}" for one in found}


@pytest.mark.parametrize("backend", ["flash", "_flash_3", "flash_3", "sage"])
def test_a_kernel_whose_needs_are_met_is_not_refused(backend: str) -> None:
    assert refusals(backend) == {}


def test_a_misspelt_name_is_refused_with_the_nearest() -> None:
    assert refusals("flsh") == {
        "ATTENTION_UNKNOWN": "There is no attention backend 'flsh'. Did you mean flash?"
    }
    assert "There are: native," in refusals("qqqqqqqqq")["ATTENTION_UNKNOWN"]


def test_a_denoiser_that_would_ignore_the_choice_is_told() -> None:
    assert list(refusals("flash", dispatches_attention=False)) == ["ATTENTION_NOT_DISPATCHED"]


def test_a_gpu_kernel_is_refused_on_a_cpu() -> None:
    found = refusals("flash", device=a_device())

    assert "It needs cuda; this is cpu (a CPU)." in found["ATTENTION_NEEDS_DEVICE"]


def test_a_gpu_that_is_too_old_is_refused() -> None:
    ampere = refusals("flash_3", device=a_gpu(compute_capability=(8, 6)))

    assert "compute capability 9.0 or newer" in ampere["ATTENTION_NEEDS_DEVICE"]
    assert refusals("flash", device=a_gpu(compute_capability=(8, 6))) == {}


@pytest.mark.parametrize(
    ("packages", "state"),
    [({}, "flash-attn is not installed"), ({"flash-attn": "2.5.9"}, "2.5.9 is too old")],
)
def test_a_missing_or_old_package_is_refused_with_what_to_install(
    packages: dict[str, str], state: str
) -> None:
    found = refusals("flash", packages=packages or {"torch": "2.13.0"})

    assert state in found["ATTENTION_NEEDS_PACKAGE"]
    assert 'pip install "diffgentor[flash]"' in found["ATTENTION_NEEDS_PACKAGE"]


def test_a_fused_kernel_is_refused_in_float32_on_a_gpu() -> None:
    found = refusals("flash", precision=Precision.FLOAT32)

    assert "--torch_dtype bfloat16" in found["ATTENTION_NEEDS_HALF_PRECISION"]
    assert refusals("_native_flash", device=a_device(), precision=Precision.FLOAT32) == {}


def test_a_head_size_without_a_kernel_is_refused() -> None:
    assert (
        "64, 96, 128; this model's have 80"
        in refusals("sage", head_size=80)["ATTENTION_NEEDS_HEAD_SIZE"]
    )
    assert refusals("sage", head_size=None) == {}


def test_all_objections_come_together() -> None:
    found = refusals(
        "sage", device=a_device(), packages={"torch": "2.13.0"}, dispatches_attention=False
    )

    assert list(found) == [
        "ATTENTION_NOT_DISPATCHED",
        "ATTENTION_NEEDS_DEVICE",
        "ATTENTION_NEEDS_PACKAGE",
    ]


def test_flex_attention_is_told_to_be_slow_without_compilation() -> None:
    assert list(refusals("flex")) == ["ATTENTION_FLEX_UNCOMPILED"]


def test_native_attention_meets_no_objection_anywhere() -> None:
    for device in (a_device(), H200, a_device(kind=DeviceKind.MPS)):
        assert check(a_situation(a_plan(attention=NativeAttention()), device=device)) == ()


@pytest.mark.parametrize("name", KERNELS_BY_NAME)
def test_every_kernel_is_found_with_and_without_its_underscore(name: str) -> None:
    assert kernel_called(name) is KERNELS_BY_NAME[name]
    assert kernel_called(name.removeprefix("_")) is KERNELS_BY_NAME[name]


def test_two_attentions_are_refused_by_name_and_the_last_one_can_stay() -> None:
    asked = AskedPlan(attentions=(XformersProcessors(), KernelAttention("native_flash")))
    situation = a_situation_asking(asked)

    finding = finding_of(one_attention_at_a_time, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "ATTENTION_EXCLUSIVE")
    assert finding.setting == "xformers_processors and native_flash"
    assert "such as native_flash." in finding.suggestion
    assert findings_once_mended(one_attention_at_a_time, situation) == []
    assert finding.mend is not None
    assert finding.mend(asked).attentions == (KernelAttention("native_flash"),)


@pytest.mark.parametrize("attentions", [(), (KernelAttention("flash"),)], ids=len)
def test_one_attention_excludes_nothing(attentions: tuple[KernelAttention, ...]) -> None:
    situation = a_situation_asking(AskedPlan(attentions=attentions))

    assert not list(one_attention_at_a_time(situation))


def test_flex_attention_that_is_compiled_is_as_it_should_be() -> None:
    flex = a_plan(attention=KernelAttention("flex"))

    assert finding_of(flex_attention_wants_compilation, a_situation(flex))
    compiled = replace(flex, compilation=WholeCompilation())
    assert not list(flex_attention_wants_compilation(a_situation(compiled)))


def with_sage(version: str, *packages: str, tokens: int) -> Situation:
    """A GPU with a version of sageattention about to draw a picture of so many tokens."""
    return a_situation_asking(
        AskedPlan(attentions=(KernelAttention("sage"),)),
        device=H200,
        host=a_host(**{"sageattention": version, **dict.fromkeys(packages, "3.5.0")}),
        request=a_request(size=ImageSize(16 * tokens, 16)),
    )


def test_an_older_sage_is_refused_for_a_picture_of_few_tokens() -> None:
    finding = finding_of(older_sage_needs_a_larger_picture, with_sage("1.0.6", tokens=511))

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "SAGE_1_NEEDS_A_LARGER_PICTURE"
    assert "8176x16 makes 511." in finding.reason


def test_an_older_sage_is_exact_enough_from_some_size_on() -> None:
    edge = 16 * math.isqrt(SAGE_1_TOKENS - 1) + 16
    large = replace(with_sage("1.0.6", tokens=1), request=a_request(size=ImageSize(edge, edge)))

    assert not list(older_sage_needs_a_larger_picture(large))


def test_an_older_sage_is_refused_without_triton() -> None:
    finding = finding_of(older_sage_needs_triton, with_sage("1.0.6", tokens=1))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "SAGE_1_NEEDS_TRITON")
    assert "sageattention 1.0.6" in finding.reason
    assert not list(older_sage_needs_triton(with_sage("1.0.6", "triton", tokens=1)))


def test_a_newer_sage_needs_neither() -> None:
    newer = with_sage("2.1.1", tokens=1)

    assert not list(older_sage_needs_a_larger_picture(newer))
    assert not list(older_sage_needs_triton(newer))


@pytest.mark.parametrize("backend", ["native_flash", "xformers"])
def test_the_age_of_sage_is_no_matter_for_other_kernels(backend: str) -> None:
    situation = with_sage("1.0.6", tokens=1)
    other = asking(situation, AskedPlan(attentions=(KernelAttention(backend),)))

    assert not list(older_sage_needs_a_larger_picture(other))
    assert not list(older_sage_needs_triton(other))
