"""The whole way from the command line to a file and back, with a tiny real model."""

import json
import signal
from pathlib import Path

import pytest

from diffgentor.entrypoints.cli import main
from tests.adapters.python_process import start_python
from tests.tiny_pipelines.families import FAMILIES
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings, tiny_folder

__all__ = ["tiny_folder"]

pytestmark = foreign_warnings

SMALL = ("--width", "64", "--height", "64", "--device", "cpu")


@pytest.fixture
def model(tiny_folder: TinyFolder) -> str:
    """The folder of a tiny FLUX pipeline."""
    [flux] = [family for family in FAMILIES if family.name == "flux"]
    return str(tiny_folder(flux))


def test_a_drawn_picture_is_replayed_identically(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--prompt", "a red circle", "--model-name", model, "--num-inference-steps", "2")
    code = main(["t2i", *asked, *SMALL, "--output-dir", str(tmp_path)])

    drawn = capsys.readouterr()
    assert code == 0, drawn.err
    assert "✓  torch_dtype" in drawn.err
    [path] = drawn.out.splitlines()
    assert Path(path).read_bytes().startswith(b"\x89PNG")

    assert main(["replay", path, "--device", "cpu"]) == 0
    assert capsys.readouterr().out == "identical\n"


def test_ctrl_c_leaves_no_half_file(model: str, tmp_path: Path) -> None:
    asked = ("--prompt", "a red circle", "--model_name", model, "--num_inference_steps", "1000")
    where = ("--output_dir", str(tmp_path), "--json")
    with start_python("-m", "diffgentor", "t2i", *asked, *SMALL, *where) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "PHASE_DENOISING" in line:
                process.send_signal(signal.SIGINT)
                break
        rest, notes = process.communicate(timeout=60)

    assert process.returncode == 130, notes
    assert json.loads(rest.splitlines()[-1])["finished"]["state"] == "JOB_STATE_CANCELLED"
    assert list(tmp_path.iterdir()) == []
