"""NVIDIA's own program is not on every machine: a small one that answers alike stands for it."""

from pathlib import Path

import pytest

from diffgentor.adapters.hardware import quick_host_inspector
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.adapters.hardware.quick_host_inspector import QuickHostInspector
from diffgentor.domain.errors import EngineFailed
from diffgentor.domain.host import DeviceKind


def install_nvidia_smi(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setattr(quick_host_inspector, "version", lambda package: "2.13.0")


def test_gpus_come_first_with_memory_and_compute_capability(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_nvidia_smi(
        tmp_path,
        monkeypatch,
        'echo "NVIDIA H200, 143771, 9.0"; echo "NVIDIA GeForce RTX 3060, 12288, 8.6"',
    )

    first, second, cpu = QuickHostInspector().inspect().devices

    assert (first.label, first.name, first.compute_capability) == ("cuda:0", "NVIDIA H200", (9, 0))
    assert (second.label, second.memory_bytes) == ("cuda:1", 12288 << 20)
    assert cpu.kind is DeviceKind.CPU


def test_a_torch_without_cuda_would_use_no_gpu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_nvidia_smi(tmp_path, monkeypatch, 'echo "NVIDIA H200, 143771, 9.0"')
    monkeypatch.setattr(quick_host_inspector, "version", lambda package: "2.13.0+cpu")

    assert [device.kind for device in QuickHostInspector().inspect().devices] == ["cpu"]


def test_a_broken_driver_is_told_with_a_way_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_nvidia_smi(tmp_path, monkeypatch, 'echo "No devices were found"; exit 6')

    with pytest.raises(EngineFailed, match="No devices were found") as told:
        QuickHostInspector().inspect()

    assert "--device_profile" in told.value.advice


def test_memory_and_packages_are_those_that_torch_s_inspector_sees() -> None:
    quick, thorough = QuickHostInspector().inspect(), TorchHostInspector().inspect()

    assert quick.devices[-1].memory_bytes == thorough.devices[-1].memory_bytes
    assert quick.packages == thorough.packages
    assert quick.system == thorough.system
