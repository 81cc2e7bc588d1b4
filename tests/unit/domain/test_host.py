import pytest

from diffgentor.domain.host import Device, DeviceKind, Host
from tests.fakes.builders import a_device, a_gpu


@pytest.mark.parametrize(
    ("device", "label", "text"),
    [
        (a_device(), "cpu", "cpu (a CPU)"),
        (a_device(kind=DeviceKind.MPS, name="M3"), "mps", "mps (M3)"),
        (a_gpu(index=1), "cuda:1", "cuda:1 (a GPU, compute capability 8.6)"),
    ],
)
def test_a_device_is_labelled_as_torch_does_and_described_for_people(
    device: Device, label: str, text: str
) -> None:
    assert (device.label, str(device)) == (label, text)


def test_a_host_has_no_packages_unless_told() -> None:
    assert dict(Host((a_device(),)).packages) == {}
