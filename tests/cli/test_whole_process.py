import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "diffusers", "transformers", "grpc", "google.protobuf", "rich", "PIL")
HEAVY_TOO = ("dependency_injector", "numpy", "psutil")
SAY_WHAT_IS_IMPORTED = """
import sys
from diffgentor.entrypoints.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, sep="\\n", file=sys.stderr)
"""
SLOW_DRAWING = (sys.executable, "-m", "tests.cli.slow_drawing", "t2i", "--prompt", "x")


def python_path() -> dict[str, str]:
    """This tree first, so that the process runs what the test sees."""
    return {"PYTHONPATH": f"{ROOT / '.dev'}:{ROOT}", "PATH": "/usr/bin:/bin"}


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["t2i", "--help"], ["t2i", "--promt", "x"], ["serve"]],
    ids=" ".join,
)
def test_what_needs_no_drawing_imports_nothing_heavy(arguments: list[str]) -> None:
    process = subprocess.run(
        [sys.executable, "-c", SAY_WHAT_IS_IMPORTED, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=python_path(),
    )

    assert set(process.stderr.splitlines()).isdisjoint((*HEAVY, *HEAVY_TOO))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_process_with_a_cancelled_job(number: signal.Signals) -> None:
    with subprocess.Popen(
        [*SLOW_DRAWING, "--json", "--num_inference_steps", "1000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=python_path(),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "PHASE_DENOISING" in line:
                process.send_signal(number)
                break
        rest, notes = process.communicate(timeout=60)

    last = json.loads(rest.splitlines()[-1])
    assert process.returncode == 130
    assert last["finished"]["state"] == "JOB_STATE_CANCELLED"
    assert last["finished"]["progress"]["step"] < 1000
    assert notes.splitlines() == [
        "stopping after this step; press again to stop at once",
        "Stopped as asked; pictures finished before are kept.",
    ]


@pytest.mark.parametrize("arguments", [["--json"], ["--num_images_per_prompt", "8"]])
def test_a_reader_that_leaves_is_no_cause_for_a_stack_trace(arguments: list[str]) -> None:
    with subprocess.Popen(
        [*SLOW_DRAWING, "--quiet", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=python_path(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""

    assert process.returncode == 1


def test_help_survives_a_reader_that_leaves() -> None:
    command = f"{sys.executable} -m diffgentor t2i --help | true"
    process = subprocess.run(
        command, shell=True, capture_output=True, text=True, env=python_path(), check=False
    )

    assert process.stderr == ""
