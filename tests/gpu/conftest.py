"""Engines over the tiny FLUX on a CUDA device."""

from collections.abc import Callable, Iterator

import pytest

from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Device, DeviceKind, Host
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.entrypoints.container import other_libraries
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder, tiny_folder

__all__ = ["tiny_folder"]

Engines = Callable[[AskedPlan], DiffusersEngine]


@pytest.fixture(scope="session")
def host() -> Host:
    """This machine."""
    return TorchHostInspector().inspect()


@pytest.fixture(scope="session", autouse=True)
def gpu(host: Host) -> Device:
    """The first CUDA device; where there is none, the test is skipped."""
    device = host.devices[0]
    if device.kind is not DeviceKind.CUDA:
        pytest.skip(f"needs a CUDA device; this machine has {device}")
    return device


@pytest.fixture(scope="session")
def model(tiny_folder: TinyFolder) -> ModelProfile:
    """The profile of the tiny FLUX."""
    return DiffusersLibrary().profile(str(tiny_folder(FLUX)))


@pytest.fixture
def engine(model: ModelProfile, gpu: Device) -> Iterator[Engines]:
    """A newly loaded engine; it is closed after the test."""
    loaded = list[DiffusersEngine]()

    def load(asked: AskedPlan) -> DiffusersEngine:
        loaded.append(load_engine(model, plan_for(gpu, asked), gpu, other_libraries()))
        return loaded[-1]

    yield load
    for one in loaded:
        one.close()
