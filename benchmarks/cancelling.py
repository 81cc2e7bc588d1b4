"""How soon a cancelled request stops, and what it leaves behind.

Each trial starts a picture in a thread, cancels at a random moment, and waits until the engine is
idle. Counted are the denoiser calls that begin after the cancel, and the time from the cancel to
idle in steps of the undisturbed picture. Afterwards the next picture is compared, byte for byte,
with one from a fresh process.

Usage: `python -m benchmarks.cancelling [--model shapes] [--trials 50] [--steps 20] [--threads 1]`
"""

import argparse
import hashlib
import itertools
import random
import statistics
import subprocess
import sys
import threading
import time

import torch

from benchmarks.versions import measured_with
from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import GenerationCancelled
from diffgentor.domain.plan import OptimizationPlan, plan_for
from diffgentor.domain.request import AskedRequest, GenerationRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.entrypoints.container import other_libraries


class Trial(threading.Thread):
    """One picture that somebody cancels; notes when it was idle again."""

    def __init__(
        self, engine: DiffusersEngine, request: GenerationRequest, plan: OptimizationPlan
    ) -> None:
        super().__init__()
        self.cancellation = Cancellation()
        self.was_cancelled = False
        self.idle_at = 0.0
        self._work = (engine, request, plan)

    def run(self) -> None:
        """Draw until finished or cancelled."""
        engine, request, plan = self._work
        try:
            list(engine.draw(request, plan, lambda progress: None, self.cancellation))
        except GenerationCancelled:
            self.was_cancelled = True
        self.idle_at = time.perf_counter()


def setup(
    options: argparse.Namespace,
) -> tuple[DiffusersEngine, GenerationRequest, OptimizationPlan]:
    """Load the model and make the request."""
    torch.set_num_threads(options.threads)
    device = TorchHostInspector().inspect().devices[0]
    model = DiffusersLibrary().profile(options.model)
    plan = plan_for(device, AskedPlan())
    request = request_for(model, AskedRequest("a red circle", steps=options.steps), 7)
    return load_engine(model, plan, device, other_libraries()), request, plan


def picture_hash(
    engine: DiffusersEngine, request: GenerationRequest, plan: OptimizationPlan
) -> str:
    """Draw and hash."""
    [drawing] = engine.draw(request, plan, lambda progress: None, Cancellation())
    return hashlib.sha256(drawing.picture.pixels).hexdigest()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="shapes")
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--hash_only", action="store_true", help="draw once and print the hash")
    options = parser.parse_args()
    engine, request, plan = setup(options)
    if options.hash_only:
        print(picture_hash(engine, request, plan))
        return
    fresh = subprocess.run(
        [sys.executable, "-m", "benchmarks.cancelling", "--hash_only", *sys.argv[1:]],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    calls = list[float]()
    denoiser = engine._pipeline.components[engine._model.denoiser.role]
    denoiser.register_forward_pre_hook(lambda *_: calls.append(time.perf_counter()))
    picture_hash(engine, request, plan)
    step = statistics.median(later - earlier for earlier, later in itertools.pairwise(calls))
    waits, calls_after = list[float](), list[int]()
    equal, chance = 0, random.Random(0)
    while len(waits) < options.trials:
        calls.clear()
        trial = Trial(engine, request, plan)
        trial.start()
        time.sleep(chance.uniform(0.0, 0.9) * step * options.steps)
        trial.cancellation.request()
        cancelled_at = time.perf_counter()
        trial.join()
        if not trial.was_cancelled:
            continue
        waits.append((trial.idle_at - cancelled_at) / step)
        calls_after.append(sum(call > cancelled_at for call in calls))
        equal += picture_hash(engine, request, plan) == fresh
    print(measured_with())
    print(
        f"{options.model}, {options.steps} steps of {step * 1000:.1f} ms, {options.trials} trials"
    )
    print(f"denoiser calls begun after the cancel: at most {max(calls_after)}")
    print(
        f"cancel to idle, in steps: median {statistics.median(waits):.2f}, "
        f"longest {max(waits):.2f}"
    )
    print(f"next picture equal to one from a fresh process: {equal} of {options.trials}")


if __name__ == "__main__":
    main()
