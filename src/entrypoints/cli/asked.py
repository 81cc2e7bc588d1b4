"""From parsed options to what the use cases take."""

from argparse import Namespace

from ...application.asked_generation import AskedGeneration
from ...domain.attention import Attention, KernelAttention, NativeAttention
from ...domain.picture import PictureFormat
from ...domain.plan import AskedPlan, UnbuiltOption
from ...domain.precision import Precision
from ...domain.request import AskedRequest
from ..settings import Settings
from .t2i_options import XDIT

ANY_PROMPT = "a picture"
"""What a plan is made for when nobody said what to draw: no rule depends on the words."""


def to_asked_generation(options: Namespace, settings: Settings) -> AskedGeneration:
    """Return all that the command line and the environment ask of `t2i`."""
    return AskedGeneration(
        options.model_name, _request(options), _plan(options, settings), options.device
    )


def to_planned_generation(options: Namespace, settings: Settings) -> AskedGeneration:
    """Return all that is asked of `plan`, which takes any prompt where none was given."""
    prompt = ANY_PROMPT if options.prompt is None else options.prompt
    asked = Namespace(**{**vars(options), "prompt": prompt, "output_format": PictureFormat.PNG})
    return to_asked_generation(asked, settings)


def _request(options: Namespace) -> AskedRequest:
    return AskedRequest(
        prompt=options.prompt,
        negative_prompt=options.negative_prompt,
        width=options.width,
        height=options.height,
        steps=options.num_inference_steps,
        guidance_scale=options.guidance_scale,
        seed=options.seed,
        pictures=options.num_images_per_prompt,
        format=PictureFormat(options.output_format),
    )


def _plan(options: Namespace, settings: Settings) -> AskedPlan:
    return AskedPlan(
        precision=Precision(options.torch_dtype) if options.torch_dtype else None,
        tf32=options.enable_tf32,
        vae_slicing=options.enable_vae_slicing or None,
        vae_tiling=options.enable_vae_tiling or None,
        fuse_qkv=options.enable_fuse_qkv or None,
        attention=_attention(options.attention_backend),
        casting=settings.casting if options.enable_layerwise_casting else None,
        unbuilt=_unbuilt(options, settings),
    )


def _attention(backend: str | None) -> Attention | None:
    if backend is None:
        return None
    return NativeAttention() if backend == "native" else KernelAttention(backend)


def _unbuilt(options: Namespace, settings: Settings) -> tuple[UnbuiltOption, ...]:
    """One entry for each name; an option that was given more than once keeps all its values."""
    backend = (UnbuiltOption(f"--backend {XDIT}", "on"),) if options.backend == XDIT else ()
    values: dict[str, list[str]] = {}
    for given in (*backend, *options.unbuilt, *settings.unbuilt):
        values.setdefault(given.option, []).append(given.value)
    return tuple(UnbuiltOption(option, ", ".join(given)) for option, given in values.items())
