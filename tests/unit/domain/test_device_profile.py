import pytest

from diffgentor.domain.device_profile import DEVICE_PROFILES, device_profile
from diffgentor.domain.errors import InvalidOption
from diffgentor.domain.host import DeviceKind


def test_a_device_is_found_by_name_with_or_without_capitals() -> None:
    assert device_profile("H200") is device_profile("h200")
    assert device_profile("h200").compute_capability == (9, 0)


def test_every_profile_is_whole() -> None:
    for device in DEVICE_PROFILES.values():
        assert device.memory_bytes > 0
        assert (device.compute_capability is None) == (device.kind is DeviceKind.CPU)


def test_an_unknown_device_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidOption, match="rtx4090"):
        device_profile("rtx4091")
