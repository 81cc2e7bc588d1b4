"""The engine: a stock diffusers pipeline, watched at three seams."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import Any

import torch

from ...application.ports.image_engine import Drawing
from ...domain.batching import pictures_together
from ...domain.cancellation import Cancellation
from ...domain.denoiser_counts import DenoiserCounts
from ...domain.errors import EngineFailed
from ...domain.guided_passes import guides_separately
from ...domain.host import Device
from ...domain.model import ModelProfile
from ...domain.plan import OptimizationPlan
from ...domain.progress import ProgressSink
from ...domain.receipt import Outcome
from ...domain.request import GenerationRequest
from ...domain.technique import Technique
from .caches.cache_switch import CacheSwitch
from .call_arguments import call_arguments
from .decoding import PatientDecoder
from .denoiser_calls import counted_calls
from .drawn_picture import drawn_pictures
from .library_failures import while_drawing, while_loading
from .load_time import apply_load_time, probe_load_time
from .loading import load_pipeline
from .memory import give_memory_back
from .other_libraries import OtherLibraries
from .outcome import outcome_of
from .own_pipeline import own_pipeline
from .picture_watch import PictureWatch
from .private_class import give_private_class
from .prompt_cache import PromptCache
from .remarks import collected_remarks
from .seams import watch_decoding, watch_encoding, watch_steps
from .seen_while_drawing import (
    batch_outcome,
    cache_outcome,
    compile_outcome,
    gave_up_compiling,
)
from .techniques import vae_slicing, vae_tiling


def load_engine(
    model: ModelProfile, plan: OptimizationPlan, device: Device, libraries: OtherLibraries
) -> "DiffusersEngine":
    """Load `model` with the load-time part of `plan` in force.

    With `libraries` given it plays the role `LoadEngine`.
    """
    pipeline = load_pipeline(model, plan, device)
    with while_loading(model.location), collected_remarks():
        give_private_class(pipeline)
        denoiser = pipeline.components[model.denoiser.role]
        apply_load_time(pipeline, denoiser, plan, device, libraries)
        outcomes = probe_load_time(pipeline, denoiser, plan, device)
    switch = CacheSwitch(pipeline, denoiser, model, plan.offload, libraries.cache_technique)
    return DiffusersEngine(pipeline, denoiser, model, outcomes, switch)


class DiffusersEngine:
    """Draws with one loaded pipeline; plays the role `ImageEngine`.

    Every picture gets a pipeline of its own around the shared modules, so that nothing of one
    request is left for the next.
    """

    def __init__(
        self,
        pipeline: Any,
        denoiser: Any,
        model: ModelProfile,
        outcomes: tuple[Outcome, ...],
        caches: CacheSwitch,
    ) -> None:
        self._pipeline = pipeline
        self._denoiser = denoiser
        self._model = model
        self._outcomes = outcomes
        self._caches = caches
        self._gave_up_compiling = ""
        self._prompts = PromptCache()
        vae = pipeline.components.get("vae")
        self._vae_dtype = None if vae is None else vae.dtype

    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what the probe of the loaded pipeline saw."""
        return self._outcomes

    def draw(
        self,
        request: GenerationRequest,
        plan: OptimizationPlan,
        progress: ProgressSink,
        cancellation: Cancellation,
    ) -> Generator[Drawing, None, None]:
        """Draw the pictures, alone or as many in one call as is planned.

        Alone a picture has the stock pipeline's bytes; in company it differs by rounding.
        """
        together = pictures_together(plan, request)
        for first in range(0, request.pictures, together):
            indices = range(first, min(first + together, request.pictures))
            watch = PictureWatch(
                request.steps, first, request.pictures, progress, cancellation, len(indices)
            )
            yield from self._draw_together(request, plan, indices, watch)

    def close(self) -> None:
        """Forget the model and give its memory back."""
        self._pipeline = self._denoiser = None
        self._caches.let_go()
        self._prompts = PromptCache()
        give_memory_back()

    def _draw_together(
        self,
        request: GenerationRequest,
        plan: OptimizationPlan,
        indices: Sequence[int],
        watch: PictureWatch,
    ) -> Iterator[Drawing]:
        if self._pipeline is None:
            raise EngineFailed("The engine was closed.", "Load the model again.")
        seeds = [request.seed_of(index) for index in indices]
        with while_drawing(self._model.pipeline_class):
            try:
                with collected_remarks():
                    own = own_pipeline(self._pipeline)
                    self._caches.turn_to(
                        plan.cache, request, separately=guides_separately(self._model, request)
                    )
                cache_seen = self._caches.probe()
                self._caches.begin(own.scheduler)
                if "encode_prompt" in dir(own):
                    watch_encoding(own, self._prompts, watch.encoding)
                watch_steps(own.scheduler, watch.before_step, self._after_step(watch))
                outcomes, decoder = _own_vae(own, plan, watch)
                with collected_remarks() as remarks, counted_calls(self._denoiser) as count:
                    output = own(**call_arguments(self._model, request, seeds))
                counts = DenoiserCounts(count.calls, self._caches.counts(count.calls))
            finally:
                self._restore()
            # torch says it once, and holds to it for as long as the model is loaded.
            self._gave_up_compiling = self._gave_up_compiling or gave_up_compiling(remarks)
            pictures = drawn_pictures(output, request.size, indices, seeds)
        retried = (decoder.outcome,) if decoder is not None and decoder.outcome else ()
        seen_while_drawing = (
            cache_outcome(plan.cache, cache_seen, counts),
            *compile_outcome(plan.compilation, self._gave_up_compiling),
            batch_outcome(plan.batch_size, len(pictures), counts),
        )
        timings = replace(watch.timings(), cached_steps=counts.cached_steps)
        for position, picture in enumerate(pictures):
            yield Drawing(
                picture,
                (*outcomes, *retried, *seen_while_drawing),
                timings.shared_by(len(pictures)),
                tuple(remarks),
                counts,
                len(pictures),
                position,
            )

    def _after_step(self, watch: PictureWatch) -> Callable[[int], None]:
        def after_step(steps: int) -> None:
            # Before the watch, which may raise to stop: what is counted is counted.
            self._caches.tick()
            watch.after_step(steps)

        return after_step

    def _restore(self) -> None:
        """Undo what a drawing that broke off left on the shared modules.

        Raising out of a step or a decode goes past the pipeline's own clean-up: step caches keep
        their state, and a VAE that was widened for decoding (SDXL in float16) stays wide.
        """
        self._caches.reset()
        self._pipeline.maybe_free_model_hooks()
        vae = self._pipeline.components.get("vae")
        if vae is not None and vae.dtype != self._vae_dtype:
            with collected_remarks():
                vae.to(dtype=self._vae_dtype)


def _own_vae(
    own: Any, plan: OptimizationPlan, watch: PictureWatch
) -> tuple[tuple[Outcome, ...], PatientDecoder | None]:
    """Switch the request's own VAE as planned, and watch its decoding."""
    vae = own.components.get("vae")
    if vae is None:
        return (), None
    if plan.vae_slicing:
        vae_slicing.apply(vae)
    if plan.vae_tiling:
        vae_tiling.apply(vae)
    settings = plan.settings()
    seen = {
        Technique.VAE_SLICING: vae_slicing.probe(vae, plan.vae_slicing),
        Technique.VAE_TILING: vae_tiling.probe(vae, plan.vae_tiling),
    }
    decoder = PatientDecoder(vae)

    def decode_with(decode: Callable[[], Any], latents: torch.Tensor) -> Any:
        with watch.decoding():
            return decoder(decode, latents)

    watch_decoding(vae, decode_with)
    outcomes = (
        outcome_of(technique, settings[technique], what) for technique, what in seen.items()
    )
    return tuple(outcomes), decoder
