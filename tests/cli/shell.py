"""The command line with fakes behind it, run inside the test's own process."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from diffgentor.entrypoints.cli import main
from diffgentor.entrypoints.container import Container
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.image_engine import FakeLoader
from tests.fakes.model_library import FakeLibrary
from tests.fakes.picture_reader import FakeReader
from tests.fakes.picture_store import FakeStore
from tests.fakes.weight_counter import FakeWeightCounter

SEED = 1234
"""The seed that is drawn where none is asked for."""


@dataclass(frozen=True)
class Result:
    """What a person sees of a command, and what the shell does."""

    code: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The standard output's lines, each of which is a JSON object."""
        return [json.loads(line) for line in self.stdout.splitlines()]


@dataclass
class Shell:
    """Runs `diffgentor` over fakes; a test exchanges the ones that its sentence is about."""

    capsys: pytest.CaptureFixture[str]
    library: FakeLibrary = field(default_factory=FakeLibrary)
    host_inspector: FakeHostInspector = field(default_factory=FakeHostInspector)
    planning_host: FakeHostInspector | None = field(default_factory=FakeHostInspector)
    loader: FakeLoader = field(default_factory=FakeLoader)
    store: FakeStore = field(default_factory=FakeStore)

    def __call__(self, *arguments: str) -> Result:
        """Run the command, and read what it wrote."""
        self.capsys.readouterr()
        code = main(arguments, self.container())
        written = self.capsys.readouterr()
        return Result(code, written.out, written.err)

    def draw(self, *arguments: str) -> Result:
        """Run `t2i` with a prompt and the arguments."""
        return self("t2i", "--prompt", "a red circle", *arguments)

    def container(self) -> Container:
        """The fakes in the adapters' places; pictures in the store can be read."""
        container = Container()
        container.library.override(self.library)
        container.host_inspector.override(self.host_inspector)
        if self.planning_host is not None:
            container.planning_host.override(self.planning_host)
        container.weight_counter.override(FakeWeightCounter())
        container.load_engine.override(self.loader)
        container.store.override(self.store)
        container.reader.override(FakeReader(self.store.recorded()))
        container.new_seed.override(lambda: SEED)
        return container
