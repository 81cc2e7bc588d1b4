"""Another Python with the same packages, for what a process can do only once or at its end."""

import os
import subprocess
import sys


def start_python(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start Python with `arguments`, its output piped, `environment` added."""
    surroundings = os.environ | {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=surroundings | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output_of(code: str, *arguments: str, **environment: str) -> str:
    """Run `code` in another Python and return what it printed; what it warned fails the test."""
    with start_python("-c", code, *arguments, **environment) as process:
        printed, complaints = process.communicate(timeout=100)
    assert process.returncode == 0, complaints
    return printed
