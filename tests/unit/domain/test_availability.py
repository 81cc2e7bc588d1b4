import pytest
from hypothesis import given

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.availability import GUIDE_KERNELS, Availability, availabilities
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.plan import plan_for
from diffgentor.domain.step_cache import STEP_CACHES
from diffgentor.domain.technique import CATALOGUE, Technique
from diffgentor.domain.unbuilt import UNBUILT
from tests.fakes.builders import a_device, a_gpu, a_host
from tests.unit.arbitrary import devices

WITH_CHOICES = {Technique.OFFLOAD, Technique.COMPILE, Technique.CACHE}
"""Answered choice by choice, since each needs something else."""


def answers(device: Device, **packages: str) -> tuple[Availability, ...]:
    return availabilities(a_host(device, **packages), device)


def by_name(device: Device) -> dict[str, Availability]:
    return {availability.name: availability for availability in answers(device)}


@given(devices)
def test_every_technique_of_the_guide_is_answered_once_built_ones_first(device: Device) -> None:
    expected = [str(one.technique) for one in CATALOGUE if one.technique not in WITH_CHOICES]
    expected += [f"attention: {name.removeprefix('_')}" for name in GUIDE_KERNELS]
    expected += ["cpu_offload", "sequential_cpu_offload", "group_offloading", "compile"]
    expected += STEP_CACHES
    expected += [unbuilt.name for unbuilt in UNBUILT]

    assert [answer.name for answer in answers(device)] == expected


@given(devices)
def test_whatever_cannot_be_used_says_why(device: Device) -> None:
    for answer in answers(device):
        assert answer.flag.startswith("--")
        assert answer.usable or answer.remark


@given(devices)
def test_tf32_is_usable_exactly_where_it_is_on_by_default(device: Device) -> None:
    assert by_name(device)["tf32"].usable == plan_for(device, AskedPlan()).tf32


@given(devices)
def test_the_default_precision_is_told(device: Device) -> None:
    default = plan_for(device, AskedPlan()).precision

    assert by_name(device)["torch_dtype"].remark == f"{default} by default"


def test_a_device_without_tf32_is_told_what_is_needed() -> None:
    answer = by_name(a_device())["tf32"]

    assert answer.remark == "cpu (a CPU) has no TensorFloat-32 units"
    assert "8.0 or newer" in answer.remedy


def test_what_is_not_built_names_the_package_that_it_will_need() -> None:
    answers = by_name(a_gpu())

    assert answers["xdit"].remedy == "will need xfuser"
    assert answers["batch_files"].remedy == ""
    assert not answers["xdit"].usable


@pytest.mark.parametrize(
    ("name", "package", "version", "extra"),
    [
        ("deep_cache", "DeepCache", "0.1.1", "deepcache"),
        ("cache_dit", "cache-dit", "1.5.3", "cache-dit"),
    ],
)
def test_a_cache_with_a_package_of_its_own_is_usable_once_that_is_installed(
    name: str, package: str, version: str, extra: str
) -> None:
    without, having = (
        next(one for one in answers(a_device(), **packages) if one.name == name)
        for packages in ({}, {package: version})
    )

    assert (without.usable, having.usable) == (False, True)
    assert f"{package} is not installed" in without.remark
    assert without.remedy == f'pip install "diffgentor[{extra}]"'
    assert (having.remark, having.remedy) == ("", "")


def test_caches_of_diffusers_are_usable_everywhere() -> None:
    for name in sorted(set(STEP_CACHES) - {"deep_cache", "cache_dit"}):
        assert by_name(a_device())[name].usable
        assert by_name(a_device())[name].flag == f"--cache_type {name}"


def test_components_and_layers_are_offloaded_from_an_accelerator_only() -> None:
    for name in ("cpu_offload", "sequential_cpu_offload"):
        assert by_name(a_gpu())[name].usable
        assert not by_name(a_device())[name].usable
        assert "where the weights are already" in by_name(a_device())[name].remark


def test_groups_are_offloaded_on_a_cpu_too_with_the_remark_that_nothing_is_saved() -> None:
    on_a_cpu, on_a_gpu = (by_name(device)["group_offloading"] for device in (a_device(), a_gpu()))

    assert (on_a_cpu.usable, on_a_gpu.usable) == (True, True)
    assert "save nothing" in on_a_cpu.remark
    assert on_a_gpu.remark == ""


def test_compiling_is_usable_where_there_is_a_compiler_and_else_says_how_to_get_one() -> None:
    without = by_name(a_gpu())["compile"]
    [having] = [one for one in answers(a_gpu(), triton="3.5.0") if one.name == "compile"]

    assert (without.usable, without.remedy) == (False, "pip install triton")
    assert "triton" in without.remark
    assert (having.usable, having.remark, having.remedy) == (True, "", "")


def test_an_attention_kernel_says_what_to_install_only_where_that_would_help() -> None:
    on_a_gpu, on_a_cpu = (
        next(one for one in answers(device) if one.name == "attention: flash")
        for device in (a_gpu(), a_device())
    )

    assert on_a_gpu.remedy == 'pip install "diffgentor[flash]"'
    assert "flash-attn is not installed" in on_a_gpu.remark
    assert on_a_cpu.remedy == ""
    assert "It needs cuda" in on_a_cpu.remark


def test_an_attention_kernel_whose_needs_are_met_is_usable() -> None:
    [flash] = [
        one
        for one in answers(a_gpu(), **{"flash-attn": "2.8.0"})
        if one.name == "attention: flash"
    ]

    assert flash.usable
    assert flash.remark == ""


def test_layerwise_casting_says_where_there_is_no_type_of_8_bits() -> None:
    mps = a_device(kind=DeviceKind.MPS)

    [found] = [one for one in availabilities(a_host(mps), mps) if one.name == "layerwise_casting"]

    assert found.usable
    assert "not in 8 bits" in found.remark
