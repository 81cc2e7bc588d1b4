"""How long `diffgentor --help` takes as a whole process, beside an empty Python process.

Usage: `python -m benchmarks.startup [--runs 20]`
"""

import argparse
import statistics
import subprocess
import sys
import time

from benchmarks.versions import measured_with

IMPORTED = "import sys; from diffgentor.entrypoints.cli import main"
SHOW_HEAVY = (
    f"{IMPORTED}\n"
    "try: main(['--help'])\n"
    "except SystemExit: pass\n"
    "heavy = {'torch', 'diffusers', 'transformers', 'grpc', 'google', 'rich', 'PIL', 'numpy',"
    " 'dependency_injector'}\n"
    "print('HEAVY', sorted(heavy & sys.modules.keys()))"
)


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of `command`, its output thrown away."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    helping = [sys.executable, "-m", "diffgentor", "--help"]
    empty = [sys.executable, "-c", "pass"]
    seconds(helping)  # once to fill the disk cache
    pairs = [(seconds(helping), seconds(empty)) for _ in range(runs)]
    shown = subprocess.run(
        [sys.executable, "-c", SHOW_HEAVY], check=True, capture_output=True, text=True
    ).stdout
    print(measured_with())
    for name, times in zip(
        ("diffgentor --help", "empty process"), zip(*pairs, strict=True), strict=True
    ):
        print(
            f"{name}: median {statistics.median(times):.3f} s, "
            f"slowest {max(times):.3f} s of {runs}"
        )
    print(f"heavy modules imported by --help: {shown.rpartition('HEAVY ')[2].strip()}")


if __name__ == "__main__":
    main()
