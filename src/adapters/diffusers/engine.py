"""The engine: a stock diffusers pipeline, watched at three seams."""

from collections.abc import Callable, Generator
from typing import Any

import torch

from ...application.ports.image_engine import Drawing
from ...domain.cancellation import Cancellation
from ...domain.errors import EngineFailed
from ...domain.host import Device
from ...domain.model import ModelProfile
from ...domain.plan import OptimizationPlan
from ...domain.progress import ProgressSink
from ...domain.receipt import Outcome
from ...domain.request import GenerationRequest
from ...domain.technique import Technique
from .call_arguments import call_arguments
from .decoding import PatientDecoder
from .drawn_picture import drawn_picture
from .library_failures import while_drawing, while_loading
from .load_time import apply_load_time, outcome_of, probe_load_time
from .loading import load_pipeline
from .memory import give_memory_back
from .own_pipeline import own_pipeline
from .picture_watch import PictureWatch
from .prompt_cache import PromptCache
from .remarks import collected_remarks
from .seams import watch_decoding, watch_encoding, watch_steps
from .techniques import vae_slicing, vae_tiling


def load_engine(model: ModelProfile, plan: OptimizationPlan, device: Device) -> "DiffusersEngine":
    """Load `model` with the load-time part of `plan` in force; plays the role `LoadEngine`."""
    pipeline = load_pipeline(model, plan.precision, device)
    with while_loading(model.location), collected_remarks():
        denoiser = pipeline.components[model.denoiser.role]
        apply_load_time(denoiser, plan, device)
        outcomes = probe_load_time(pipeline, denoiser, plan, device)
    return DiffusersEngine(pipeline, model, outcomes)


class DiffusersEngine:
    """Draws with one loaded pipeline; plays the role `ImageEngine`.

    Every picture gets a pipeline of its own around the shared modules, so that nothing of one
    request is left for the next.
    """

    def __init__(self, pipeline: Any, model: ModelProfile, outcomes: tuple[Outcome, ...]) -> None:
        self._pipeline = pipeline
        self._model = model
        self._outcomes = outcomes
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
        """Draw the pictures one after the other, each as the stock pipeline draws it alone."""
        for index in range(request.pictures):
            watch = PictureWatch(request.steps, index, request.pictures, progress, cancellation)
            yield self._draw_one(request, plan, index, watch)

    def close(self) -> None:
        """Forget the model and give its memory back."""
        self._pipeline = None
        self._prompts = PromptCache()
        give_memory_back()

    def _draw_one(
        self, request: GenerationRequest, plan: OptimizationPlan, index: int, watch: PictureWatch
    ) -> Drawing:
        if self._pipeline is None:
            raise EngineFailed("The engine was closed.", "Load the model again.")
        seed = request.seed_of(index)
        with while_drawing(self._model.pipeline_class):
            try:
                with collected_remarks():
                    own = own_pipeline(self._pipeline)
                if "encode_prompt" in dir(own):
                    watch_encoding(own, self._prompts, watch.encoding)
                watch_steps(own.scheduler, watch.before_step, watch.after_step)
                outcomes, decoder = _own_vae(own, plan, watch)
                with collected_remarks() as remarks:
                    output = own(**call_arguments(self._model, request, seed))
            finally:
                self._restore()
            picture = drawn_picture(output, request.size, index, seed)
        retried = (decoder.outcome,) if decoder is not None and decoder.outcome else ()
        return Drawing(picture, (*outcomes, *retried), watch.timings(), tuple(remarks))

    def _restore(self) -> None:
        """Undo what a drawing that broke off left on the shared modules.

        Raising out of a step or a decode goes past the pipeline's own clean-up: step caches keep
        their state, and a VAE that was widened for decoding (SDXL in float16) stays wide.
        """
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
