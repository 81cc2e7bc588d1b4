"""A bench for every family, and what the rules say of every cell on it."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import pytest

from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.machine import has_cpp_compiler, package_versions
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Host
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.conftest import CPU
from tests.matrix.cell import Bench, checked_or_refused
from tests.matrix.choices import asked_by, pairs
from tests.matrix.kept_engines import LastEngine
from tests.matrix.sample import Pair
from tests.matrix.verdict import Refused
from tests.tiny_pipelines.families import FAMILIES
from tests.tiny_pipelines.fixtures import TinyFolder, tiny_folder

__all__ = ["tiny_folder"]

Benches = Mapping[str, Bench]
Refusals = Mapping[str, Mapping[Pair, Refused | None]]


class ThisCpu:
    """A CPU with this machine's packages, looked up once."""

    def __init__(self) -> None:
        packages = MappingProxyType(package_versions())
        self._host = Host((CPU,), packages, "this", has_cpp_compiler())

    def inspect(self) -> Host:
        return self._host


@pytest.fixture(scope="session")
def benches(tiny_folder: TinyFolder) -> Benches:
    """Every family's tiny model."""
    host, load = ThisCpu(), partial(load_engine, libraries=other_libraries())
    return {
        family.name: Bench(
            DiffusersLibrary().profile(str(tiny_folder(family))),
            "cpu",
            host,
            LastEngine(load),
            steps=4,
        )
        for family in FAMILIES
    }


@pytest.fixture(scope="session")
def refusals(benches: Benches) -> Refusals:
    """What the rules say of every pair on every family: a refusal, or nothing."""
    return {
        family: {pair: _refusal(bench, asked_by(pair)) for pair in pairs()}
        for family, bench in benches.items()
    }


def _refusal(bench: Bench, asked: AskedPlan) -> Refused | None:
    answer = checked_or_refused(bench, asked)
    return answer if isinstance(answer, Refused) else None
