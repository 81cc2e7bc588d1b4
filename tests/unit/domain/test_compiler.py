import pytest

from diffgentor.domain.compiler import compiler_remedy, lacks_compiler
from diffgentor.domain.host import Device, DeviceKind, Host
from tests.fakes.builders import a_device, a_gpu, a_host

CPU, GPU = a_device(), a_gpu()
WITH_CPP = Host((CPU,), {}, has_cpp_compiler=True)
WITH_TRITON = a_host(triton="3.5.0")


@pytest.mark.parametrize(
    ("device", "host", "lacking"),
    [
        (CPU, a_host(), "g++ or clang++"),
        (CPU, WITH_TRITON, "g++ or clang++"),
        (GPU, a_host(), "triton"),
        (GPU, WITH_CPP, "triton"),
    ],
)
def test_each_kind_of_device_needs_a_compiler_of_its_own(
    device: Device, host: Host, lacking: str
) -> None:
    assert lacking in lacks_compiler(device, host)
    assert lacking.split()[0] in compiler_remedy(device)


@pytest.mark.parametrize(
    ("device", "host"),
    [(CPU, WITH_CPP), (GPU, WITH_TRITON), (a_device(kind=DeviceKind.MPS), a_host())],
)
def test_nothing_is_lacking_where_it_is_there_or_not_needed(device: Device, host: Host) -> None:
    assert lacks_compiler(device, host) == ""
