"""On a CUDA device convolutions have a switch of their own; setting it needs no such device."""

from collections.abc import Iterator

import pytest
import torch

from diffgentor.adapters.diffusers.techniques import tf32
from diffgentor.domain.host import Device, DeviceKind
from tests.adapters.engine.conftest import CPU

CUDA = Device(DeviceKind.CUDA, "a GPU", 16 << 30)

each_way = pytest.mark.parametrize("on", [True, False])


@pytest.fixture(autouse=True)
def switches() -> Iterator[None]:
    """Leave the process as it was."""
    convolutions, products = (
        torch.backends.cudnn.allow_tf32,
        torch.get_float32_matmul_precision(),
    )
    yield
    torch.backends.cudnn.allow_tf32 = convolutions
    torch.set_float32_matmul_precision(products)


@each_way
def test_convolutions_are_switched_with_matrix_products(on: bool) -> None:
    torch.backends.cudnn.allow_tf32 = not on

    tf32.apply(on, CUDA)

    assert torch.backends.cudnn.allow_tf32 is on
    assert torch.get_float32_matmul_precision() == ("high" if on else "highest")
    seen = tf32.probe(on, CUDA)
    assert seen.as_planned
    assert f"cudnn.allow_tf32 {on}" in seen.evidence


@each_way
def test_convolutions_left_on_the_other_setting_are_caught(on: bool) -> None:
    tf32.apply(on, CUDA)
    torch.backends.cudnn.allow_tf32 = not on

    assert not tf32.probe(on, CUDA).as_planned


@each_way
def test_on_a_cpu_the_switch_of_convolutions_stays_and_does_not_matter(on: bool) -> None:
    torch.backends.cudnn.allow_tf32 = not on

    tf32.apply(on, CPU)

    assert torch.backends.cudnn.allow_tf32 is (not on)
    assert tf32.probe(on, CPU).as_planned
