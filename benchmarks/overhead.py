"""What diffgentor adds to the stock pipeline: both draw the same pictures in one process, in turn.

The two share the loaded weights. Every pair of pictures has a prompt of its own, so that neither
profits from prompts kept; the saving from kept prompts is measured beside it. The stock call asks
for the picture as diffusers hands it out, and both pictures must be equal, byte for byte.

Usage: `python -m benchmarks.overhead [--model shapes] [--pairs 30] [--steps 20] [--threads 2]`
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch

from benchmarks.versions import measured_with
from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import OptimizationPlan, plan_for
from diffgentor.domain.request import AskedRequest, GenerationRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.entrypoints.container import other_libraries

COLOURS = ("red", "green", "blue", "yellow", "purple", "white")
SHAPES = ("circle", "square", "triangle", "star", "heart", "ring")


def prompts() -> Iterator[str]:
    """Yield prompts without end, the first 36 all different."""
    while True:
        yield from (f"a {colour} {shape}" for colour in COLOURS for shape in SHAPES)


def timed(
    draw: Callable[[GenerationRequest], bytes], request: GenerationRequest
) -> tuple[bytes, float]:
    """Return the picture and the seconds it took."""
    started = time.perf_counter()
    result = draw(request)
    return result, time.perf_counter() - started


def stock(pipeline: Any, model: ModelProfile, request: GenerationRequest) -> bytes:
    """Draw with the pipeline as its users do, who leave the guidance at its default."""
    length = model.defaults.max_sequence_length
    image = pipeline(
        prompt=request.prompt,
        height=request.size.height,
        width=request.size.width,
        num_inference_steps=request.steps,
        generator=torch.Generator("cpu").manual_seed(request.seed),
        **({} if length is None else {"max_sequence_length": length}),
    ).images[0]
    pixels: bytes = image.tobytes()
    return pixels


def ours(engine: DiffusersEngine, request: GenerationRequest, plan: OptimizationPlan) -> bytes:
    """Draw with the engine."""
    [drawing] = engine.draw(request, plan, lambda progress: None, Cancellation())
    return drawing.picture.pixels


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="shapes")
    parser.add_argument("--pairs", type=int, default=30)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = TorchHostInspector().inspect().devices[0]
    model = DiffusersLibrary().profile(options.model)
    plan = plan_for(device, AskedPlan())
    engine = load_engine(model, plan, device, other_libraries())
    pipeline = engine._pipeline  # the very weights, so that only the way differs
    pipeline.set_progress_bar_config(disable=True)

    def request(prompt: str, seed: int) -> GenerationRequest:
        return request_for(model, AskedRequest(prompt, steps=options.steps), seed)

    def by_stock(asked: GenerationRequest) -> bytes:
        return stock(pipeline, model, asked)

    def by_us(asked: GenerationRequest) -> bytes:
        return ours(engine, asked, plan)

    for draw in (by_stock, by_us):
        draw(request("a warm-up", 0))
    ratios, stock_times, kept, differing = [], [], [], 0
    for seed, prompt in zip(range(options.pairs), prompts(), strict=False):
        asked = request(prompt, seed)
        # Whoever draws second finds warmer caches, so the order changes from pair to pair.
        if seed % 2:
            second, ours_time = timed(by_us, asked)
            first, stock_time = timed(by_stock, asked)
        else:
            first, stock_time = timed(by_stock, asked)
            second, ours_time = timed(by_us, asked)
        differing += first != second
        ratios.append(ours_time / stock_time)
        stock_times.append(stock_time)
        kept.append(timed(by_us, asked)[1] / stock_time)
    print(measured_with())
    print(f"{model.name}, {options.steps} steps, {options.pairs} pairs, {device}")
    print(f"stock picture: median {statistics.median(stock_times):.3f} s")
    print(f"diffgentor / stock, new prompt: median {statistics.median(ratios):.4f}")
    print(f"diffgentor / stock, prompt drawn before: median {statistics.median(kept):.4f}")
    print(f"pictures that differ in any byte: {differing} of {options.pairs}")


if __name__ == "__main__":
    main()
