"""What a person sees of a download, from a hub that runs on this machine."""

import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.library.hub_server import HUB_ID, HubServer, serving
from tests.adapters.python_process import start_python
from tests.cli.test_on_a_terminal import all_from
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder, tiny_folder

__all__ = ["tiny_folder"]

SMALL = ("--width", "64", "--height", "64", "--num_inference_steps", "1", "--device", "cpu")


@pytest.fixture
def hub(tiny_folder: TinyFolder) -> Iterator[HubServer]:
    with serving(tiny_folder(FLUX)) as server:
        yield server


def surroundings(hub: HubServer, home: Path) -> dict[str, str]:
    return {
        "HF_ENDPOINT": hub.endpoint,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "0",
        "HF_TOKEN": "",
        "no_proxy": "127.0.0.1",
    }


def command(out: Path, *more: str) -> list[str]:
    drawing = ("--prompt", "x", "--model_name", HUB_ID, "--output_dir", str(out))
    return ["-m", "diffgentor", "t2i", *drawing, *SMALL, *more]


@pytest.mark.parametrize("mode", ["--quiet", "--json", "--verbose"])
def test_a_log_is_told_of_no_bars(hub: HubServer, tmp_path: Path, mode: str) -> None:
    asked = command(tmp_path / "out", mode)
    with start_python(*asked, **surroundings(hub, tmp_path / "home")) as process:
        _, notes = process.communicate(timeout=100)

    assert process.returncode == 0, notes
    assert "%|" not in notes
    assert "\r" not in notes
    assert notes == "" or mode == "--verbose"


def test_a_terminal_shows_how_far_the_weights_are(hub: HubServer, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 120))  # at a width of none, bars are empty
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, *command(tmp_path / "out")],
        env=os.environ
        | surroundings(hub, tmp_path / "home")
        | environment
        | {"TERM": "xterm", "COLUMNS": "120", "OMP_NUM_THREADS": "1"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    with process:
        screen = all_from(ours)

    assert process.returncode == 0, screen
    before, _, after = screen.partition(f"loading {HUB_ID}")
    assert "%|" not in before
    assert "Fetching" in after
    assert "100%|" in after
