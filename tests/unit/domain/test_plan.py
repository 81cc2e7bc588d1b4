from dataclasses import replace

import pytest
from hypothesis import given

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import (
    Attention,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
    attention_called,
)
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.plan import (
    OptimizationPlan,
    has_tf32,
    plan_for,
    plan_that_was,
    techniques_to_answer,
)
from diffgentor.domain.precision import Precision
from diffgentor.domain.technique import Technique
from tests.fakes.builders import a_device, a_gpu, a_plan
from tests.unit.arbitrary import asked_plans, attentions, devices, plans


@given(plans, plans)
def test_plans_have_one_fingerprint_exactly_if_they_have_the_same_settings(
    one: OptimizationPlan, other: OptimizationPlan
) -> None:
    assert (one.fingerprint == other.fingerprint) == (one.settings() == other.settings())


@given(plans, plans)
def test_settings_tell_different_plans_apart(
    one: OptimizationPlan, other: OptimizationPlan
) -> None:
    assert (one == other) == (one.settings() == other.settings())


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    assert a_plan().fingerprint == "53dbb28d0497f228"


@given(plans)
def test_every_technique_has_a_setting(plan: OptimizationPlan) -> None:
    assert set(plan.settings()) == set(Technique)


@pytest.mark.parametrize(
    ("device", "precision", "tf32"),
    [
        (a_device(), Precision.FLOAT32, False),
        (a_device(kind=DeviceKind.MPS), Precision.FLOAT32, False),
        (a_gpu(compute_capability=(7, 5)), Precision.FLOAT16, False),
        (a_gpu(compute_capability=(8, 0)), Precision.BFLOAT16, True),
        (a_gpu(compute_capability=(12, 0)), Precision.BFLOAT16, True),
        (a_gpu(compute_capability=None), Precision.FLOAT16, False),
    ],
    ids=str,
)
def test_unasked_a_device_draws_as_it_does_best(
    device: Device, precision: Precision, tf32: bool
) -> None:
    assert plan_for(device, AskedPlan()) == a_plan(precision=precision, tf32=tf32)


@given(devices, asked_plans)
def test_what_was_said_about_a_technique_stands_in_the_plan(
    device: Device, asked: AskedPlan
) -> None:
    plan = plan_for(device, asked)

    for field in (
        *("precision", "tf32", "vae_slicing", "vae_tiling"),
        *("fuse_qkv", "compilation", "batch_size"),
    ):
        said = getattr(asked, field)
        assert said is None or getattr(plan, field) == said
    for several, field in (
        (asked.attentions, "attention"),
        (asked.offloads, "offload"),
        (asked.caches, "cache"),
    ):
        assert not several or getattr(plan, field) == several[-1]


@given(devices, asked_plans)
def test_all_that_is_asked_for_or_in_force_is_answered(device: Device, asked: AskedPlan) -> None:
    plan = plan_for(device, asked)
    said = {
        Technique.TF32: asked.tf32,
        Technique.VAE_SLICING: asked.vae_slicing,
        Technique.VAE_TILING: asked.vae_tiling,
        Technique.FUSE_QKV: asked.fuse_qkv,
        Technique.LAYERWISE_CASTING: asked.casting,
        Technique.OFFLOAD: asked.offloads or None,
        Technique.COMPILE: asked.compilation,
        Technique.CACHE: asked.caches or None,
        Technique.BATCH_SIZE: asked.batch_size,
    }
    spoken_of = {technique for technique, value in said.items() if value is not None}
    is_nothing = {(Technique.BATCH_SIZE, "1"), *((technique, "off") for technique in Technique)}
    in_force = {technique for technique, _ in plan.settings().items() - is_nothing}

    assert set(techniques_to_answer(asked, plan)) == spoken_of | in_force


@given(attentions)
def test_an_attention_is_found_again_by_its_name(attention: Attention) -> None:
    assert attention_called(str(attention)) == attention


@given(devices, plans)
def test_a_plan_that_was_is_made_again_as_far_as_the_device_can(
    device: Device, plan: OptimizationPlan
) -> None:
    again = plan_for(device, plan_that_was(plan))

    assert again == replace(plan, tf32=plan.tf32 and has_tf32(device), batch_size=1)


def test_attentions_are_called_as_on_the_command_line() -> None:
    assert (str(NativeAttention()), str(KernelAttention("flash"))) == ("native", "flash")


@pytest.mark.parametrize("attention", [NativeAttention(), XformersProcessors()], ids=str)
def test_what_is_no_kernel_of_the_dispatch_has_one_form_only(attention: Attention) -> None:
    with pytest.raises(ValueError, match="a type of its own"):
        KernelAttention(str(attention))


def test_a_batch_of_no_pictures_cannot_be() -> None:
    with pytest.raises(ValueError, match="a batch of 0 pictures"):
        a_plan(batch_size=0)
