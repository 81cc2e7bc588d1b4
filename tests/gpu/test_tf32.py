"""TensorFloat-32 really shortens the mantissa when it is on, and leaves it alone when off."""

from collections.abc import Iterator

import pytest
import torch

from benchmarks.gpu_measurement import relative_error
from diffgentor.adapters.diffusers.techniques import tf32
from diffgentor.domain.host import Device
from diffgentor.domain.plan import has_tf32
from tests.gpu.on_the_device import libraries_may_warn

pytestmark = libraries_may_warn

OF_FLOAT32, OF_TF32 = 3e-5, 1e-4
"""Fast ways of convolving lose some of float32's bits too, but not nearly as many."""


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


def numbers(gpu: Device, *shape: int) -> torch.Tensor:
    chance = torch.Generator(gpu.label).manual_seed(len(shape))
    return torch.randn(shape, generator=chance, device=gpu.label)


def product_error(gpu: Device) -> float:
    matrix = numbers(gpu, 1024, 1024)
    exact = matrix.double() @ matrix.double()
    return relative_error((matrix @ matrix).double(), exact)


def convolution_error(gpu: Device) -> float:
    image, kernel = numbers(gpu, 1, 64, 64, 64), numbers(gpu, 64, 64, 3, 3)
    exact = torch.nn.functional.conv2d(image.double(), kernel.double())
    return relative_error(torch.nn.functional.conv2d(image, kernel).double(), exact)


def test_products_are_as_short_as_the_switch_says(gpu: Device) -> None:
    if not has_tf32(gpu):
        pytest.skip(f"{gpu} has no TensorFloat-32 units")

    tf32.apply(True, gpu)
    assert tf32.probe(True, gpu).as_planned
    assert OF_TF32 < product_error(gpu) < 1e-2

    tf32.apply(False, gpu)
    assert tf32.probe(False, gpu).as_planned
    assert product_error(gpu) < OF_FLOAT32


def test_convolutions_are_exact_when_it_is_off(gpu: Device) -> None:
    tf32.apply(False, gpu)

    assert convolution_error(gpu) < OF_FLOAT32
