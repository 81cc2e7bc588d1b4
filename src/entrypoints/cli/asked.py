"""From parsed options to what the use cases take."""

from argparse import Namespace

from ...application.asked_generation import AskedGeneration
from ...domain.on_refusal import OnRefusal
from ...domain.picture import PictureFormat
from ...domain.request import AskedRequest
from ..settings import Settings
from .asked_plan import to_asked_plan

ANY_PROMPT = "a picture"
"""What a plan is made for when nobody said what to draw: no rule depends on the words."""


def to_asked_generation(options: Namespace, settings: Settings) -> AskedGeneration:
    """Return all that the command line and the environment ask of `t2i`."""
    return AskedGeneration(
        options.model_name,
        _request(options),
        to_asked_plan(options, settings),
        options.device,
        on_refusal=OnRefusal(options.on_refusal),
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
