"""Drawing the same prompts in several ways, in turn, and comparing each with the baseline."""

import statistics
import time
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.quality_choices import Contender
from benchmarks.similarity import (
    Pixels,
    decibels,
    squared_error,
    structural_similarity,
)
from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.prompt_cache import PromptCache
from diffgentor.application.ports.image_engine import Drawing
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.entrypoints.container import other_libraries
from training.shapes.checker import judge
from training.shapes.scene import Scene


@dataclass(slots=True)
class Findings:
    """What one contender's pictures were like; lists have an entry a prompt."""

    seconds: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    similarities: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    skipped: list[float] = field(default_factory=list)
    unit: str = ""
    pictures: list[Pixels] = field(default_factory=list)

    @property
    def median_seconds(self) -> float:
        """Of a whole picture: encoding, denoising, decoding."""
        return statistics.median(self.seconds)

    @property
    def psnr(self) -> float:
        """Of the mean squared error over all pictures, which bad ones weigh heaviest in."""
        return decibels(statistics.fmean(self.errors))

    @property
    def worst_psnr(self) -> float:
        """Of the picture that differs most."""
        return decibels(max(self.errors))


class Trial:
    """Draws with one model, with an engine for each load-time part of a plan."""

    def __init__(self, model: ModelProfile, device: Device) -> None:
        self._model = model
        self._device = device
        self._engines: dict[AskedPlan, DiffusersEngine] = {}

    def draw(self, contender: Contender, prompt: str, seed: int) -> tuple[Drawing, float]:
        """Return the picture and the seconds that it took, the prompt's encoding included."""
        engine = self._engine(contender.plan)
        asked = AskedRequest(prompt, steps=contender.steps)
        request = request_for(self._model, asked, seed)
        plan = plan_for(self._device, contender.plan)
        engine._prompts = PromptCache()  # or the first to draw a prompt would pay for all
        started = time.perf_counter()
        [drawing] = engine.draw(request, plan, lambda progress: None, Cancellation())
        return drawing, time.perf_counter() - started

    def compare(
        self,
        baseline: Contender,
        contenders: list[Contender],
        prompts: list[tuple[str, Scene]],
    ) -> dict[Contender, Findings]:
        """Draw every prompt in every way, the baseline first, and compare."""
        found = {one: Findings() for one in (baseline, *contenders)}
        for one in found:
            self.draw(one, prompts[0][0], seed=0)  # what is only paid once
        for number, (prompt, scene) in enumerate(prompts):
            reference: Pixels | None = None
            for one, findings in found.items():
                drawing, seconds = self.draw(one, prompt, seed=number)
                pixels = _pixels(drawing)
                reference = pixels if reference is None else reference
                _note(findings, drawing, seconds, pixels, reference, scene)
            print(f"prompt {number + 1} of {len(prompts)}", flush=True)
        return found

    def _engine(self, plan: AskedPlan) -> DiffusersEngine:
        load_time = replace(plan, caches=())
        if load_time not in self._engines:
            self._engines[load_time] = load_engine(
                self._model, plan_for(self._device, load_time), self._device, other_libraries()
            )
        return self._engines[load_time]


def _note(
    findings: Findings,
    drawing: Drawing,
    seconds: float,
    pixels: Pixels,
    reference: Pixels,
    scene: Scene,
) -> None:
    findings.seconds.append(seconds)
    findings.errors.append(squared_error(pixels, reference))
    findings.similarities.append(structural_similarity(pixels, reference))
    findings.right.append(judge(pixels, scene).all_right)
    findings.pictures.append(pixels)
    skipped = drawing.counts.skipped if drawing.counts else None
    findings.skipped.append(skipped.skipped / skipped.expected if skipped else 0.0)
    findings.unit = skipped.unit if skipped else findings.unit


def _pixels(drawing: Drawing) -> Pixels:
    size = drawing.picture.size
    return np.frombuffer(drawing.picture.pixels, np.uint8).reshape(size.height, size.width, 3)
