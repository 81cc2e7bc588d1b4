"""Lends every test here a command line over fakes, in an environment without settings."""

import os

import pytest

from tests.cli.shell import Shell


@pytest.fixture(autouse=True)
def _environment_without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DG_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line over fakes."""
    return Shell(capsys)
