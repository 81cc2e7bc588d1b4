"""Engines over tiny real pipelines, each loaded once."""

from collections.abc import Callable

import pytest
import torch

from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.entrypoints.container import other_libraries
from tests.tiny_pipelines.families import Family
from tests.tiny_pipelines.fixtures import TinyFolder, tiny_folder

__all__ = ["tiny_folder"]

CPU = Device(DeviceKind.CPU, "a CPU", 16 << 30)

Profiles = Callable[[Family], ModelProfile]
Engines = Callable[[Family, AskedPlan], DiffusersEngine]


@pytest.fixture(scope="session")
def profile(tiny_folder: TinyFolder) -> Profiles:
    """The profile of a family's tiny model."""
    return lambda family: DiffusersLibrary().profile(str(tiny_folder(family)))


@pytest.fixture
def engine(profile: Profiles) -> Engines:
    """A newly loaded engine, as a fresh process would have it."""
    torch.set_num_threads(1)

    def load(family: Family, asked: AskedPlan) -> DiffusersEngine:
        return load_engine(profile(family), plan_for(CPU, asked), CPU, other_libraries())

    return load
