import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.nearest_plan import asking
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    NoOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.offload import (
    group_offloading_saves_nothing_on_a_cpu,
    leaves_have_no_blocks,
    offload_streams_need_cuda,
    offloading_needs_an_accelerator,
    one_offload_at_a_time,
    sequential_offloading_excludes_casting,
)
from tests.fakes.builders import a_device, a_gpu, a_situation_asking

from .finding_of import finding_of, findings_once_mended

CPU, GPU = a_device(), a_gpu()
MPS, XPU = a_device(kind=DeviceKind.MPS), a_device(kind=DeviceKind.XPU)
STREAMED = GroupOffload(stream=True)


def offloading(*offloads: Offload) -> AskedPlan:
    return AskedPlan(offloads=offloads)


def test_two_ways_of_offloading_are_refused_by_name_and_the_last_one_can_stay() -> None:
    two = a_situation_asking(offloading(SequentialOffload(), ModelOffload()), device=GPU)

    finding = finding_of(one_offload_at_a_time, two)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "OFFLOAD_EXCLUSIVE")
    assert (finding.optimization, finding.setting) == ("offload", "sequential and model")
    assert "such as model." in finding.suggestion
    assert findings_once_mended(one_offload_at_a_time, two) == []
    assert finding.mend is not None
    assert finding.mend(two.asked).offloads == (ModelOffload(),)


def test_one_way_of_offloading_excludes_nothing() -> None:
    one = a_situation_asking(offloading(ModelOffload()), device=GPU)

    assert not list(one_offload_at_a_time(one))


@pytest.mark.parametrize("offload", [ModelOffload(), SequentialOffload()], ids=str)
def test_offloading_is_refused_where_the_weights_are_already(offload: Offload) -> None:
    finding = finding_of(
        offloading_needs_an_accelerator, a_situation_asking(offloading(offload), device=CPU)
    )

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "OFFLOAD_NEEDS_AN_ACCELERATOR")
    assert (finding.optimization, finding.setting) == ("offload", str(offload))


@pytest.mark.parametrize(
    ("offload", "device"),
    [
        (ModelOffload(), GPU),
        (SequentialOffload(), MPS),
        (GroupOffload(), CPU),
        (NoOffload(), CPU),
    ],
    ids=str,
)
def test_offloading_to_an_accelerator_and_in_groups_is_not_refused(
    offload: Offload, device: Device
) -> None:
    situation = a_situation_asking(offloading(offload), device=device)

    assert not list(offloading_needs_an_accelerator(situation))


def test_group_offloading_on_a_cpu_is_told_to_save_nothing() -> None:
    finding = finding_of(
        group_offloading_saves_nothing_on_a_cpu,
        a_situation_asking(offloading(GroupOffload()), device=CPU),
    )

    assert finding.verdict is Verdict.DEGRADES
    assert finding.rule == "OFFLOAD_SAVES_NOTHING_ON_A_CPU"
    assert finding.setting == str(GroupOffload())


@pytest.mark.parametrize(
    ("offload", "device"),
    [(GroupOffload(), GPU), (STREAMED, CPU), (ModelOffload(), CPU)],
    ids=["on a GPU", "refused already", "another mode"],
)
def test_group_offloading_elsewhere_is_no_matter(offload: Offload, device: Device) -> None:
    situation = a_situation_asking(offloading(offload), device=device)

    assert not list(group_offloading_saves_nothing_on_a_cpu(situation))


@pytest.mark.parametrize("device", [CPU, MPS], ids=str)
def test_a_device_without_streams_refuses_them_and_offloads_without(device: Device) -> None:
    offload = GroupOffload(GroupType.LEAF_LEVEL, stream=True)
    situation = a_situation_asking(offloading(offload), device=device)

    finding = finding_of(offload_streams_need_cuda, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "OFFLOAD_STREAM_NEEDS_CUDA")
    assert str(device) in finding.reason
    assert findings_once_mended(offload_streams_need_cuda, situation) == []
    assert finding.mend is not None
    assert finding.mend(situation.asked) == offloading(GroupOffload(GroupType.LEAF_LEVEL))


@pytest.mark.parametrize(
    ("offload", "device"),
    [(STREAMED, GPU), (STREAMED, XPU), (GroupOffload(), CPU)],
    ids=["cuda", "xpu", "no stream"],
)
def test_streams_are_no_matter_where_there_are_some_or_none_is_asked(
    offload: Offload, device: Device
) -> None:
    situation = a_situation_asking(offloading(offload), device=device)

    assert not list(offload_streams_need_cuda(situation))


def test_sequential_offloading_and_casting_exclude_each_other() -> None:
    asked = AskedPlan(offloads=(SequentialOffload(),), casting=AskedCasting())
    situation = a_situation_asking(asked, device=GPU)

    finding = finding_of(sequential_offloading_excludes_casting, situation)

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "OFFLOAD_SEQUENTIAL_EXCLUDES_CASTING"
    for less in (offloading(SequentialOffload()), AskedPlan(casting=AskedCasting())):
        assert not list(sequential_offloading_excludes_casting(asking(situation, less)))


def test_what_is_suggested_instead_of_sequential_offloading_goes_with_casting() -> None:
    by_layers = AskedPlan(offloads=(GroupOffload(GroupType.LEAF_LEVEL),), casting=AskedCasting())

    situation = a_situation_asking(by_layers, device=GPU)

    assert not list(sequential_offloading_excludes_casting(situation))


def test_a_number_of_blocks_is_not_passed_over_where_there_are_none() -> None:
    leaves = GroupOffload(GroupType.LEAF_LEVEL, blocks=3)

    finding = finding_of(leaves_have_no_blocks, a_situation_asking(offloading(leaves), device=GPU))

    assert (finding.verdict, finding.rule) == (Verdict.DEGRADES, "OFFLOAD_LEAVES_HAVE_NO_BLOCKS")
    assert "groups of 3 blocks" in finding.reason


@pytest.mark.parametrize(
    "offload", [GroupOffload(GroupType.LEAF_LEVEL), GroupOffload(blocks=3), NoOffload()], ids=str
)
def test_blocks_of_block_level_and_one_that_nobody_chose_are_no_objection(
    offload: Offload,
) -> None:
    assert not list(leaves_have_no_blocks(a_situation_asking(offloading(offload), device=GPU)))
