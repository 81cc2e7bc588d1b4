from hypothesis import given

from diffgentor.domain.availability import GUIDE_KERNELS, Availability, availabilities
from diffgentor.domain.host import Device
from diffgentor.domain.plan import AskedPlan, plan_for
from diffgentor.domain.technique import CATALOGUE
from diffgentor.domain.unbuilt import UNBUILT
from tests.fakes.builders import a_device, a_gpu, a_host
from tests.unit.arbitrary import devices


def answers(device: Device, **packages: str) -> tuple[Availability, ...]:
    return availabilities(a_host(device, **packages), device)


def by_name(device: Device) -> dict[str, Availability]:
    return {availability.name: availability for availability in answers(device)}


@given(devices)
def test_every_technique_of_the_guide_is_answered_once_built_ones_first(device: Device) -> None:
    expected = [str(description.technique) for description in CATALOGUE]
    expected += [f"attention: {name.removeprefix('_')}" for name in GUIDE_KERNELS]
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

    assert answers["deep_cache"].remedy == "will need DeepCache"
    assert answers["compile"].remedy == ""
    assert not answers["deep_cache"].usable


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
