import json
import signal

import pytest

from tests.adapters.python_process import output_of, start_python

HEAVY = ("torch", "diffusers", "transformers", "grpc", "google.protobuf", "rich", "PIL")
HEAVY_TOO = ("dependency_injector", "numpy", "psutil")
SAY_WHAT_IS_IMPORTED = """
import contextlib, io, sys
from diffgentor.entrypoints.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main(sys.argv[1:])
print(*sys.modules, sep="\\n")
"""
SLOW_DRAWING = ("-m", "tests.cli.slow_drawing", "t2i", "--prompt", "x")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["t2i", "--help"], ["t2i", "--promt", "x"], ["serve"]],
    ids=" ".join,
)
def test_what_needs_no_drawing_imports_nothing_heavy(arguments: list[str]) -> None:
    imported = output_of(SAY_WHAT_IS_IMPORTED, *arguments).split()

    assert "diffgentor.entrypoints.cli.parser" in imported
    assert set(imported).isdisjoint((*HEAVY, *HEAVY_TOO))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_process_with_a_cancelled_job(number: signal.Signals) -> None:
    arguments = ("--json", "--num_inference_steps", "1000")
    with start_python(*SLOW_DRAWING, *arguments) as process:
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
        "stopping as soon as possible; press again to stop at once",
        "Stopped as asked; pictures finished before are kept.",
    ]


@pytest.mark.parametrize("arguments", [["--json"], ["--num_images_per_prompt", "8"]])
def test_a_reader_that_leaves_is_no_cause_for_a_stack_trace(arguments: list[str]) -> None:
    with start_python(*SLOW_DRAWING, "--quiet", *arguments) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        notes = process.stderr.read()

    assert notes == ""
    assert process.returncode == 1


def test_help_survives_a_reader_that_leaves() -> None:
    with start_python("-m", "diffgentor", "t2i", "--help") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        notes = process.stderr.read()

    assert notes == ""
    assert process.returncode == 0
