"""What each technique costs and saves on a GPU: time per step, memory, and how far it is off.

A transformer of FLUX.1-dev's shape draws 1024 x 1024 pixels with random weights, which are made on
the device: they do not change the time, and nothing has to be downloaded. Every technique goes
through the engine, with its rules and probes; what a rule refuses has a row that says why. Rows
for which no time is left are reported as not run. A table comes at the end, and JSON in `--out`.

`--tiny` is the same in miniature, which a CPU can do too: it tries the script and says nothing
about a GPU.

Usage: `python -m benchmarks.gpu --out FOLDER [--quick] [--budget_seconds 450]
[--device cuda:0] [--tiny]`
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import torch

from benchmarks.gpu_measurement import Workbench
from benchmarks.gpu_model import FULL, TINY
from benchmarks.gpu_report import RANDOM_WEIGHTS, measured_on, table, write
from benchmarks.gpu_result import Entry, NotRun, Result
from benchmarks.gpu_rows import Row, rows
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.domain.compilation import CompileBackend
from diffgentor.domain.device_choice import choose_device
from diffgentor.domain.host import Device, DeviceKind, Host

AGAIN_SECONDS = 5
"""A library may swallow the first interruption."""


class OutOfTime(BaseException):
    """The budget is spent; no library's `except Exception` may hold it up."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Interrupt what is inside when the time is up, also in the middle of compiling.

    Raises:
        OutOfTime: it was.
    """

    def interrupt(*_: object) -> NoReturn:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def result_of(row: Row, bench: Workbench, seconds_left: float, quick: bool) -> Result:
    """Measure the row, or say why not."""
    if refused := bench.refusal(row):
        return refused
    if quick and row.is_long:
        return NotRun("left out by --quick")
    if seconds_left < row.allowance_seconds:
        return NotRun(
            f"out of time: {max(seconds_left, 0):.0f} s are left, and it may take "
            f"{row.allowance_seconds:.0f} s"
        )
    started = time.monotonic()
    try:
        with at_most(seconds_left):
            return bench.measure(row)
    except OutOfTime:
        return NotRun(f"out of time: stopped after {time.monotonic() - started:.0f} s")


def parsed(arguments: Sequence[str] | None) -> tuple[argparse.Namespace, Host, Device]:
    """Return the options, and the machine with the device that they name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the JSON file")
    parser.add_argument("--quick", action="store_true", help="leave the longest rows out")
    parser.add_argument("--budget_seconds", type=float, default=450.0)
    parser.add_argument("--device", help="the first CUDA device, unless another is named")
    parser.add_argument("--tiny", action="store_true", help="in miniature: to try the script")
    options = parser.parse_args(arguments)
    host = TorchHostInspector().inspect()
    device = choose_device(host, options.device)
    if device.kind is not DeviceKind.CUDA and not (options.tiny and device.kind is DeviceKind.CPU):
        parser.error(f"{device} is no CUDA device; in miniature: --tiny --device cpu")
    return options, host, device


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    started = time.monotonic()
    options, host, device = parsed(arguments)
    scale, compiler = FULL, CompileBackend.INDUCTOR
    if options.tiny:
        # Compiling in earnest takes minutes, and handing such small tensors to threads as well.
        scale, compiler = TINY, CompileBackend.EAGER
        torch.set_num_threads(1)
    head = measured_on(scale, host, device)
    bench, entries = Workbench(scale, host, device), list[Entry]()
    for row in rows(compiler):
        left = options.budget_seconds - (time.monotonic() - started)
        result = result_of(row, bench, left, options.quick)
        entries.append((row, result))
        elapsed = time.monotonic() - started
        # After every row, so that nothing measured is lost if the machine goes away.
        path = write(options.out, {**head, "elapsed_seconds": round(elapsed, 1)}, entries)
        print(f"{elapsed:6.1f} s  {row.name}: {result.status}", file=sys.stderr, flush=True)
    print(", ".join(f"{name} {version}" for name, version in head["versions"].items()))
    print(
        f"{head['device']}, driver {head['driver']}, CUDA {head['cuda']}; {scale.name}, "
        f"{scale.edge} x {scale.edge} pixels, {scale.text_tokens} text tokens, bfloat16"
    )
    print(f"{RANDOM_WEIGHTS}\n\n{table(entries)}\n")
    print(f"{elapsed:.0f} s in all; also in {path}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as fresh:
        # What an earlier run compiled would make this run's compiling look quick.
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = fresh
        main()
