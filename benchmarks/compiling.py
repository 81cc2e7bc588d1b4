"""What torch.compile costs at the start and gains afterwards, against the same model uncompiled.

Both engines draw the same prompts in one process, in turn. The first compiled picture includes
compiling; the code that torch keeps on disk from earlier runs is not used.

Usage: `python -m benchmarks.compiling [--form regional] [--mode default] [--pairs 20]`
"""

import argparse
import statistics
import time

import numpy as np
import torch
from torch._inductor.utils import fresh_cache

from benchmarks.overhead import prompts
from benchmarks.similarity import decibels, squared_error
from benchmarks.versions import measured_with
from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.compilation import (
    Compilation,
    CompileMode,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.domain.request import AskedRequest, GenerationRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.entrypoints.container import other_libraries

FORMS: dict[str, type[RegionalCompilation] | type[WholeCompilation]] = {
    "regional": RegionalCompilation,
    "whole": WholeCompilation,
}


class Way:
    """One way to draw, with its engine."""

    def __init__(
        self, model: ModelProfile, device: Device, compilation: Compilation | None
    ) -> None:
        self._plan = plan_for(device, AskedPlan(compilation=compilation))
        self._engine: DiffusersEngine = load_engine(model, self._plan, device, other_libraries())

    def draw(self, request: GenerationRequest) -> tuple[bytes, float]:
        """Return the picture, and the seconds it took."""
        started = time.perf_counter()
        [drawing] = self._engine.draw(request, self._plan, lambda progress: None, Cancellation())
        return drawing.picture.pixels, time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="shapes")
    parser.add_argument("--form", choices=FORMS, default="regional")
    parser.add_argument("--mode", choices=list(CompileMode), default=CompileMode.DEFAULT)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = TorchHostInspector().inspect().devices[0]
    model = DiffusersLibrary().profile(options.model)
    compilation = FORMS[options.form](CompileMode(options.mode))
    with fresh_cache():
        _compare(Way(model, device, None), Way(model, device, compilation), model, options.pairs)
    print(measured_with())
    print(f"{model.name}, {compilation}, {options.threads} thread(s) on {device}")


def _compare(eager: Way, compiled: Way, model: ModelProfile, pairs: int) -> None:
    first = request_for(model, AskedRequest("a warm-up"), 0)
    _, eager_first = eager.draw(first)
    _, compiled_first = compiled.draw(first)
    ratios, times, errors = [], [], []
    for seed, prompt in zip(range(pairs), prompts(), strict=False):
        request = request_for(model, AskedRequest(prompt), seed)
        drawn = {}
        for way in (eager, compiled) if seed % 2 else (compiled, eager):
            drawn[way] = way.draw(request)
        ratios.append(drawn[eager][1] / drawn[compiled][1])
        times.append(drawn[eager][1])
        one, other = (np.frombuffer(drawn[way][0], np.uint8) for way in (eager, compiled))
        errors.append(squared_error(one, other))
    print(f"first picture: {eager_first:.2f} s uncompiled, {compiled_first:.1f} s compiled")
    print(f"afterwards: {statistics.median(ratios):.2f} times as fast, median of {pairs} pairs")
    print(f"an uncompiled picture: median {statistics.median(times):.3f} s")
    print(f"PSNR between them: {decibels(statistics.fmean(errors)):.1f} dB")


if __name__ == "__main__":
    main()
