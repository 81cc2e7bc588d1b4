from dataclasses import replace

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import (
    Attention,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
)
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.domain.rules.xformers import (
    newer_denoisers_take_xformers_through_the_dispatch,
    xformers_is_installed,
    xformers_processors_need_cuda,
    xformers_undoes_fusion,
)
from tests.fakes.builders import (
    SHAPES,
    a_device,
    a_gpu,
    a_host,
    a_profile,
    a_situation_asking,
)

from .finding_of import finding_of, findings_once_mended

UNET = a_profile(
    denoiser=replace(
        SHAPES.denoiser, class_name="UNet2DConditionModel", dispatches_attention=False
    )
)
OTHERS = [NativeAttention(), KernelAttention("xformers")]


def asking_for(
    attention: Attention,
    *,
    device: Device | None = None,
    version: str | None = "0.0.30",
    fuse_qkv: bool | None = None,
) -> Situation:
    """A UNet on a GPU with xFormers: all that its processors need."""
    packages = {} if version is None else {"xformers": version}
    return a_situation_asking(
        AskedPlan(attentions=(attention,), fuse_qkv=fuse_qkv),
        model=UNET,
        device=device or a_gpu(),
        host=a_host(**packages),
    )


def test_processors_whose_needs_are_met_meet_no_objection() -> None:
    assert check(asking_for(XformersProcessors())) == ()


@pytest.mark.parametrize("device", [a_device(), a_device(kind=DeviceKind.MPS)], ids=str)
def test_processors_are_refused_on_another_device_than_cuda(device: Device) -> None:
    finding = finding_of(
        xformers_processors_need_cuda, asking_for(XformersProcessors(), device=device)
    )

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "XFORMERS_NEEDS_CUDA")
    assert finding.optimization == "attention_backend"
    assert finding.setting == "xformers_processors"
    assert str(device) in finding.reason


@pytest.mark.parametrize(
    ("version", "state"), [(None, "is not installed"), ("0.0.28", "0.0.28 is too old")]
)
def test_an_absent_or_old_package_is_refused_with_what_to_install(
    version: str | None, state: str
) -> None:
    finding = finding_of(xformers_is_installed, asking_for(XformersProcessors(), version=version))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "XFORMERS_NEEDS_PACKAGE")
    assert state in finding.reason
    assert 'pip install "diffgentor[xformers]"' in finding.suggestion


def test_a_denoiser_with_a_dispatch_takes_the_same_kernel_through_that() -> None:
    situation = replace(asking_for(XformersProcessors()), model=SHAPES)

    finding = finding_of(newer_denoisers_take_xformers_through_the_dispatch, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "XFORMERS_THROUGH_THE_DISPATCH")
    assert "FluxTransformer2DModel" in finding.reason
    rule = newer_denoisers_take_xformers_through_the_dispatch
    assert findings_once_mended(rule, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked).attentions == (KernelAttention("xformers"),)


def test_processors_and_fused_projections_exclude_each_other() -> None:
    finding = finding_of(xformers_undoes_fusion, asking_for(XformersProcessors(), fuse_qkv=True))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "XFORMERS_UNDOES_FUSION")
    assert "--enable_fuse_qkv" in finding.suggestion


@pytest.mark.parametrize("attention", OTHERS, ids=str)
def test_other_attention_is_no_matter_of_the_processors(attention: Attention) -> None:
    situation = replace(
        asking_for(attention, device=a_device(), version=None, fuse_qkv=True), model=SHAPES
    )

    for rule in (
        xformers_processors_need_cuda,
        xformers_is_installed,
        newer_denoisers_take_xformers_through_the_dispatch,
        xformers_undoes_fusion,
    ):
        assert not list(rule(situation))
