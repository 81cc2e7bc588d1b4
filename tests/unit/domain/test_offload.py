import pytest
from hypothesis import given

from diffgentor.domain.offload import (
    OFFLOADS,
    GroupOffload,
    GroupType,
    NoOffload,
    Offload,
    offload_called,
)
from diffgentor.domain.setting import BadSetting
from tests.unit.arbitrary import offloads


@given(offloads)
def test_an_offload_is_found_again_by_its_text(offload: Offload) -> None:
    assert offload_called(str(offload)) == offload
    assert str(offload).split(" ")[0] == offload.name


@given(offloads, offloads)
def test_different_offloads_have_different_texts(one: Offload, other: Offload) -> None:
    assert (one == other) == (str(one) == str(other))


def test_every_kind_is_known_by_its_name() -> None:
    assert {name: kind.name for name, kind in OFFLOADS.items()} == {
        name: name for name in ("off", "model", "sequential", "group")
    }


def test_groups_tell_all_their_settings() -> None:
    assert str(GroupOffload(GroupType.LEAF_LEVEL, stream=True)) == (
        "group type=leaf_level blocks=1 stream=on"
    )
    assert str(NoOffload()) == "off"


@pytest.mark.parametrize(
    "text", ["", "disk", "model blocks=2", "group blocks=0", "group stream", "group type=rows"]
)
def test_a_text_that_no_offload_has_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several of its kinds
        offload_called(text)


def test_a_group_has_one_block_at_least() -> None:
    with pytest.raises(BadSetting, match="blocks is '0'; allowed: a whole number from 1"):
        GroupOffload(blocks=0)
