"""What the machine is said to have is there."""

import os
from importlib.metadata import PackageNotFoundError, version

import pytest
import torch

from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.adapters.hardware.machine import PACKAGES
from diffgentor.domain.host import DeviceKind, Host


@pytest.fixture(scope="module")
def host() -> Host:
    return TorchHostInspector().inspect()


def test_the_cpu_stands_last_and_once(host: Host) -> None:
    kinds = [device.kind for device in host.devices]

    assert kinds[-1] is DeviceKind.CPU
    assert kinds.count(DeviceKind.CPU) == 1


def test_every_device_has_a_name_and_memory(host: Host) -> None:
    assert all(device.name and device.memory_bytes > 2**28 for device in host.devices)


def test_the_cpus_memory_is_the_machines(host: Host) -> None:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")

    assert host.devices[-1].memory_bytes == pages


def test_torch_takes_each_devices_label(host: Host) -> None:
    for device in host.devices:
        assert torch.ones(1, device=device.label).sum().item() == 1


def test_only_cuda_devices_have_a_compute_capability(host: Host) -> None:
    for device in host.devices:
        assert (device.compute_capability is not None) == (device.kind is DeviceKind.CUDA)


def test_packages_are_the_installed_ones_with_their_versions(host: Host) -> None:
    assert {"torch", "diffusers", "transformers", "pillow"} <= set(host.packages)
    for package in PACKAGES:
        try:
            installed = version(package)
        except PackageNotFoundError:
            assert package not in host.packages
        else:
            assert host.packages[package] == installed


def test_the_system_names_its_python(host: Host) -> None:
    assert ", Python 3." in host.system
