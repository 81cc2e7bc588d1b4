"""One row, measured through the engine: the rules, the loading, the probes and a picture."""

import statistics
import time
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import torch

from benchmarks.gpu_model import Scale, profile_of, random_pipeline
from benchmarks.gpu_result import Failed, Measured, Refused, Result
from benchmarks.gpu_rows import Row
from diffgentor.adapters.diffusers import engine as engine_module
from diffgentor.adapters.diffusers.engine import DiffusersEngine, load_engine
from diffgentor.adapters.diffusers.library_failures import while_loading
from diffgentor.adapters.diffusers.memory import give_memory_back
from diffgentor.adapters.diffusers.remarks import collected_remarks
from diffgentor.application.ports.image_engine import Drawing
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.compilation import NoCompilation
from diffgentor.domain.errors import DiffgentorError
from diffgentor.domain.host import Device, DeviceKind, Host
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import OptimizationPlan, plan_for
from diffgentor.domain.planning import planned_receipt
from diffgentor.domain.receipt import Outcome, PlanReceipt
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.rules import Situation
from diffgentor.domain.step_cache import NoCache
from diffgentor.entrypoints.container import other_libraries

WARM_UP = 2
"""Steps that no time per step is taken from."""


@dataclass(slots=True)
class StepWatch:
    """Notes when each step's output was there, and what the first one was."""

    is_cuda: bool
    times: list[float] = field(default_factory=list)
    first: torch.Tensor | None = None

    def begin(self) -> None:
        """A picture begins."""
        self.first = None
        self.times = [self._now()]

    def __call__(self, output: torch.Tensor) -> None:
        """Wait for the device, and note the time."""
        self.times.append(self._now())
        if self.first is None:
            self.first = output.detach().float().cpu()

    def _now(self) -> float:
        if self.is_cuda:
            torch.cuda.synchronize()
        return time.perf_counter()


class Workbench:
    """Holds one loaded model at a time, and measures with it."""

    def __init__(self, scale: Scale, host: Host, device: Device) -> None:
        self.model: ModelProfile = profile_of(scale)
        self._scale, self._host, self._device = scale, host, device
        self._is_cuda = device.kind is DeviceKind.CUDA
        self._watch = StepWatch(self._is_cuda)
        self._engine: DiffusersEngine | None = None
        self._loaded: OptimizationPlan | None = None
        self._bytes_before: int | None = None
        self._outputs = dict[str, torch.Tensor]()

    def refusal(self, row: Row) -> Refused | None:
        """Return what the rules object to, before anything is loaded."""
        return _refused(planned_receipt(self._situation(row)))

    def measure(self, row: Row) -> Result:
        """Load the row's model, unless it is there, and draw one picture."""
        situation = self._situation(row)
        try:
            engine = self._engine_for(situation.plan)
            receipt = planned_receipt(situation).proven_by(engine.outcomes())
            refused = _refused(receipt)
            return refused or self._draw(row, situation, engine, receipt)
        except (DiffgentorError, RuntimeError) as error:
            # After some errors the device answers nothing more, so it is not asked here.
            self._engine = None
            cause = error.__cause__ or error
            return Failed(" ".join(f"{type(cause).__name__}: {cause}".split()))

    def _clear(self) -> None:
        """Give the model's memory back, and forget what was compiled."""
        if self._engine is not None:
            self._engine.close()
        if self._loaded is not None and not isinstance(self._loaded.compilation, NoCompilation):
            torch.compiler.reset()
        self._engine = self._loaded = None
        give_memory_back()

    def _draw(
        self, row: Row, situation: Situation, engine: DiffusersEngine, receipt: PlanReceipt
    ) -> Result:
        if self._is_cuda:
            torch.cuda.reset_peak_memory_stats()
        with row.around():
            self._watch.begin()
            request, plan = situation.request, situation.plan
            [drawing] = engine.draw(request, plan, lambda progress: None, Cancellation())
        proven = receipt.proven_by(drawing.outcomes)
        return _refused(proven) or self._measured(row, _outcome(proven, row), drawing)

    def _measured(self, row: Row, outcome: Outcome, drawing: Drawing) -> Measured:
        assert self._watch.first is not None
        self._outputs[row.name] = self._watch.first
        times = self._watch.times
        steady = [(after - before) * 1000 for before, after in pairwise(times[WARM_UP:])]
        seen = (getattr(outcome, name, "") for name in ("reason", "evidence"))
        units = drawing.counts.units if drawing.counts is not None else ()
        return Measured(
            outcome=str(outcome.status),
            evidence=" ".join(filter(None, seen)),
            first_step_seconds=times[1] - times[0],
            step_ms_median=statistics.median(steady) if steady else None,
            step_ms_mean=statistics.mean(steady) if steady else None,
            peak_bytes=torch.cuda.max_memory_allocated() if self._is_cuda else None,
            bytes_before=self._bytes_before,
            error=self._error(row),
            runs_per_step={unit.unit: unit.runs_per_step for unit in units},
            remarks=drawing.warnings,
        )

    def _error(self, row: Row) -> float | None:
        reference = self._outputs.get(row.reference or "")
        if reference is None:
            return None
        return relative_error(self._outputs[row.name], reference)

    def _engine_for(self, plan: OptimizationPlan) -> DiffusersEngine:
        load_time = replace(plan, cache=NoCache())
        if self._engine is None or load_time != self._loaded:
            self._clear()
            self._bytes_before = torch.cuda.memory_allocated() if self._is_cuda else None
            self._loaded = load_time
            with patch.object(engine_module, "load_pipeline", self._random_pipeline):
                self._engine = load_engine(self.model, plan, self._device, other_libraries())
        return self._engine

    def _random_pipeline(self, model: ModelProfile, plan: OptimizationPlan, device: Device) -> Any:
        with while_loading(model.name), collected_remarks():
            return random_pipeline(self._scale, plan, device.label, self._watch)

    def _situation(self, row: Row) -> Situation:
        asked = AskedRequest("what it says does not matter", steps=row.steps)
        request = request_for(self.model, asked, seed=7)
        plan = plan_for(self._device, row.asked)
        return Situation(plan, row.asked, self.model, self._host, self._device, request)


def relative_error(output: torch.Tensor, reference: torch.Tensor) -> float:
    """Return the distance of two tensors as a part of the second one's length."""
    return float((output - reference).norm() / reference.norm())


def _refused(receipt: PlanReceipt) -> Refused | None:
    reasons = [f"{refusal.reason} [{refusal.rule}]" for refusal in receipt.refusals]
    return Refused(" ".join(reasons)) if reasons else None


def _outcome(receipt: PlanReceipt, row: Row) -> Outcome:
    [found] = [one for one in receipt.outcomes if one.optimization == row.technique]
    return found
