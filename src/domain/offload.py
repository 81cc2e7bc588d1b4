"""Offloading: weights wait in the CPU's memory and come to the device when they are needed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from .named_choice import choice_text, named_choice
from .setting import OneOf, OnOff, Whole, insist_on_valid_settings, setting


class GroupType(StrEnum):
    """What moves together in group offloading."""

    LEAF_LEVEL = "leaf_level"
    BLOCK_LEVEL = "block_level"


@dataclass(frozen=True, slots=True)
class NoOffload:
    """All weights stay on the device."""

    name: ClassVar[str] = "off"

    def __str__(self) -> str:
        return choice_text(self)


@dataclass(frozen=True, slots=True)
class ModelOffload:
    """One component at a time is on the device (accelerate's `cpu_offload_with_hook`)."""

    name: ClassVar[str] = "model"

    def __str__(self) -> str:
        return choice_text(self)


@dataclass(frozen=True, slots=True)
class SequentialOffload:
    """One layer at a time is on the device (accelerate's `cpu_offload`)."""

    name: ClassVar[str] = "sequential"

    def __str__(self) -> str:
        return choice_text(self)


@dataclass(frozen=True, slots=True)
class GroupOffload:
    """Groups of layers come and go (diffusers' group offloading).

    Raises:
        BadSetting: a field is out of its bounds.
    """

    name: ClassVar[str] = "group"

    type: GroupType = setting(
        GroupType.BLOCK_LEVEL,
        OneOf(GroupType),
        "DG_GROUP_OFFLOAD_TYPE",
        "what moves together: single layers, or blocks",
    )
    blocks: int = setting(
        1,
        Whole(1, 1000),
        "DG_GROUP_OFFLOAD_BLOCKS",
        "blocks of a group, for `block_level`",
    )
    stream: bool = setting(
        False,
        OnOff(),
        "DG_GROUP_OFFLOAD_STREAM",
        "fetch the next group while the present one computes; needs CUDA, and pinned memory as "
        "large as the weights",
    )

    def __post_init__(self) -> None:
        insist_on_valid_settings(self)

    def __str__(self) -> str:
        return choice_text(self)


Offload = NoOffload | ModelOffload | SequentialOffload | GroupOffload

OFFLOADS: dict[str, type[Offload]] = {
    kind.name: kind for kind in (NoOffload, ModelOffload, SequentialOffload, GroupOffload)
}


def offload_called(text: str) -> Offload:
    """Return the offload whose `str` is `text`.

    Raises:
        ValueError: there is none.
    """
    return named_choice(OFFLOADS, text)
