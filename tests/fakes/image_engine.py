"""An engine that draws noise at once, and misbehaves as it is told to."""

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from diffgentor.application.ports.image_engine import Drawing
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.denoiser_counts import DenoiserCounts
from diffgentor.domain.errors import DiffgentorError, EngineFailed
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.picture import Picture
from diffgentor.domain.plan import OptimizationPlan
from diffgentor.domain.progress import Phase, Progress, ProgressSink, Timings
from diffgentor.domain.receipt import Applied, Degraded, Outcome, Refused
from diffgentor.domain.request import GenerationRequest
from diffgentor.domain.technique import BY_TECHNIQUE, Scope, Technique


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a fake engine behaves; by default it does everything right.

    Attributes:
        fails_to_load: raised instead of loading.
        breaks_at: (picture, step) from 0 where `error` is raised, before that step is done.
        unproven: techniques that no probe speaks of.
        refused: techniques that a probe finds not to be in force.
        tiled: pictures whose decode ran out of memory and was done again in tiles.
        warnings: remarked beside every picture.
        drift: added to the first channel of every picture, as other hardware would.
        steps_more: what its scheduler makes of the steps asked for, as PNDM adds one.
    """

    fails_to_load: DiffgentorError | None = None
    breaks_at: tuple[int, int] | None = None
    error: DiffgentorError = field(default_factory=lambda: EngineFailed("The fake broke off."))
    unproven: frozenset[Technique] = frozenset()
    refused: frozenset[Technique] = frozenset()
    tiled: frozenset[int] = frozenset()
    warnings: tuple[str, ...] = ()
    drift: int = 0
    steps_more: int = 0


class FakeEngine:
    """Draws pictures that depend on seed, size and prompt alone.

    `draws` holds the requests that it began, `steps_done` counts denoising steps, `is_idle` says
    whether no drawing is under way, and `closed` counts the calls of `close`.
    """

    def __init__(self, plan: OptimizationPlan, conduct: Conduct | None = None) -> None:
        self.plan = plan
        self.conduct = conduct or Conduct()
        self.draws: list[GenerationRequest] = []
        self.steps_done = 0
        self.is_idle = True
        self.closed = 0

    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(self._probed(self.plan, Scope.LOAD_TIME))

    def draw(
        self,
        request: GenerationRequest,
        plan: OptimizationPlan,
        progress: ProgressSink,
        cancellation: Cancellation,
    ) -> Generator[Drawing, None, None]:
        assert not self.closed, "a closed engine was asked to draw"
        self.draws.append(request)
        self.is_idle = False
        try:
            for index in range(request.pictures):
                self._denoise(request, index, progress, cancellation)
                yield Drawing(
                    self._picture(request, index),
                    (*self._probed(plan, Scope.PER_REQUEST), *self._retried(index)),
                    Timings(0.0, 0.25, 0.5, 0.125, steps=self._steps(request), cached_steps=1),
                    self.conduct.warnings,
                    DenoiserCounts(self._steps(request)),
                )
        finally:
            self.is_idle = True

    def close(self) -> None:
        self.closed += 1

    def _denoise(
        self,
        request: GenerationRequest,
        index: int,
        progress: ProgressSink,
        cancellation: Cancellation,
    ) -> None:
        steps = self._steps(request)

        def tell(phase: Phase, step: int) -> None:
            progress(Progress(phase, step, steps, index, request.pictures))

        tell(Phase.ENCODING_PROMPT, 0)
        for step in range(steps):
            cancellation.stop_here_if_requested()
            if self.conduct.breaks_at == (index, step):
                raise self.conduct.error
            self.steps_done += 1
            tell(Phase.DENOISING, step + 1)
        cancellation.stop_here_if_requested()
        tell(Phase.DECODING, steps)

    def _steps(self, request: GenerationRequest) -> int:
        return request.steps + self.conduct.steps_more

    def _picture(self, request: GenerationRequest, index: int) -> Picture:
        pixels = bytearray(pixels_of(request, index))
        pixels[0] = (pixels[0] + self.conduct.drift) % 256
        return Picture(bytes(pixels), request.size, index, request.seed_of(index))

    def _retried(self, index: int) -> Iterator[Outcome]:
        if index in self.conduct.tiled:
            yield Degraded(
                Technique.VAE_TILING,
                "on",
                "FAKE_RETRY",
                "It did not fit.",
                "Draw smaller.",
                "the fake drew it in tiles",
            )

    def _probed(self, plan: OptimizationPlan, scope: Scope) -> Iterator[Outcome]:
        for technique, setting in plan.settings().items():
            if BY_TECHNIQUE[technique].scope is not scope or technique in self.conduct.unproven:
                continue
            if technique in self.conduct.refused:
                yield Refused(technique, setting, "FAKE_PROBE", "It is not there.", "Drop it.")
            else:
                yield Applied(technique, setting, f"the fake saw {setting}")


def pixels_of(request: GenerationRequest, index: int) -> bytes:
    """Return what a fake engine draws as picture `index`."""
    size = request.size
    text = f"{request.seed_of(index)} {size} {request.prompt}"
    return hashlib.shake_256(text.encode()).digest(size.width * size.height * 3)


@dataclass(frozen=True, slots=True)
class Load:
    """What an engine was loaded with."""

    model: ModelProfile
    plan: OptimizationPlan
    device: Device


class FakeLoader:
    """Loads fake engines of one conduct, and remembers them and what they were loaded with."""

    def __init__(self, conduct: Conduct | None = None) -> None:
        self.conduct = conduct or Conduct()
        self.loads: list[Load] = []
        self.engines: list[FakeEngine] = []

    def __call__(self, model: ModelProfile, plan: OptimizationPlan, device: Device) -> FakeEngine:
        if self.conduct.fails_to_load:
            raise self.conduct.fails_to_load
        self.loads.append(Load(model, plan, device))
        self.engines.append(FakeEngine(plan, self.conduct))
        return self.engines[-1]

    @property
    def engine(self) -> FakeEngine:
        """The only engine that was loaded."""
        [engine] = self.engines
        return engine
