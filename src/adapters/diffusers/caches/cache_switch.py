"""Which step cache is in force on a shared denoiser: the one that the present request asks for."""

from dataclasses import dataclass
from typing import Any

from diffusers.hooks.hooks import CacheContext, _set_cache_context

from ....domain.denoiser_counts import UnitCounts
from ....domain.model import ModelProfile
from ....domain.offload import GroupOffload, NoOffload, Offload
from ....domain.request import GenerationRequest
from ....domain.step_cache import NoCache, StepCache
from ..techniques.seen import Seen
from .hook_census import cache_hooks_in
from .model_as_it_was import ModelAsItWas
from .run_counter import RunCounter
from .step_clock import StepClock
from .target import CacheTarget
from .technique import CacheTechnique, CacheTechniques


@dataclass(frozen=True, slots=True)
class _InForce:
    technique: CacheTechnique
    target: CacheTarget
    as_it_was: ModelAsItWas
    counter: RunCounter


class CacheSwitch:
    """Puts caches on and takes them off; between two requests that want the same it stays.

    A cache that stays has been reset, so that the next picture is as from a fresh process. Staying
    matters where the model is compiled: whatever is wrapped anew is compiled anew.
    """

    def __init__(
        self,
        pipeline: Any,
        denoiser: Any,
        model: ModelProfile,
        offload: Offload,
        techniques: CacheTechniques,
    ) -> None:
        self._pipeline = pipeline
        self._denoiser = denoiser
        self._model = model
        # accelerate takes its hooks off and on after every picture, and with them what is on top.
        self._stays = isinstance(offload, NoOffload | GroupOffload)
        self._technique_of = techniques
        self._wanted: tuple[object, ...] | None = None
        self._in_force: _InForce | None = None
        self.clock = StepClock()

    def turn_to(self, cache: StepCache, request: GenerationRequest, *, separately: bool) -> None:
        """Put `cache` in force, unless it is; `separately` is the request's kind of guidance."""
        wanted = (cache, request.steps, separately)
        if wanted == self._wanted:
            return
        self.take_off()
        if not isinstance(cache, NoCache):
            target = CacheTarget(
                self._pipeline,
                self._denoiser,
                self.clock,
                request.steps,
                separately,
                self._model.mag_ratios,
            )
            self._in_force = _InForce(
                self._technique_of(cache),
                target,
                ModelAsItWas(self._denoiser),
                RunCounter(self._denoiser),
            )
            self._in_force.counter.install()
            self._in_force.technique.apply(target, cache)
        self._wanted = wanted

    def begin(self, scheduler: Any) -> None:
        """A picture begins."""
        self.clock.begin(scheduler)
        if self._in_force is not None:
            self._in_force.counter.begin()
            if not self._model.names_cache_contexts:
                # The pipeline does not say which pass is under way; there is only one.
                _set_cache_context(self._denoiser, CacheContext("the only pass"))

    def tick(self) -> None:
        """One more step is done."""
        self.clock.tick()
        if self._in_force is not None:
            self._in_force.counter.tick()

    def probe(self) -> Seen:
        """Say what is in force on the denoiser, whatever was applied."""
        if self._in_force is not None:
            return self._in_force.technique.probe(self._in_force.target)
        hooks = cache_hooks_in(self._denoiser)
        left = ", ".join(hooks) or ("cache-dit" if _is_patched(self._pipeline) else "")
        return Seen(not left, f"left on the denoiser: {left}" if left else "no step cache's hooks")

    def counts(self, calls: int) -> tuple[UnitCounts, ...]:
        """Return what ran of the present picture; nothing where no cache is in force."""
        return () if self._in_force is None else self._in_force.counter.counts(calls)

    def reset(self) -> None:
        """Forget the picture, finished or not."""
        if self._in_force is None:
            return
        self._in_force.technique.reset(self._in_force.target)
        if not self._stays:
            self.take_off()

    def take_off(self) -> None:
        """Leave the denoiser as it was loaded."""
        self._wanted = None
        if self._in_force is None:
            return
        was, self._in_force = self._in_force, None
        try:
            was.technique.remove(was.target)
        finally:
            was.as_it_was.restore()

    def let_go(self) -> None:
        """The engine is closed: forget the model without touching it."""
        self._pipeline = self._denoiser = self._wanted = self._in_force = None


def _is_patched(pipeline: Any) -> bool:
    """Return whether cache-dit's own call stands on the engine's pipeline class."""
    return "_original_call" in vars(type(pipeline))
