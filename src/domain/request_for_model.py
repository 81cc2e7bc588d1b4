"""From what was asked to a request that one model can draw."""

from collections.abc import Iterator
from typing import assert_never

from .errors import InvalidRequest, Violation
from .guidance import ClassifierFreeGuidance, DistilledGuidance, NoGuidance
from .model import ModelProfile
from .request import AskedRequest, GenerationRequest, violations
from .size import LARGEST_EDGE, ImageSize


def request_for(model: ModelProfile, asked: AskedRequest, seed: int) -> GenerationRequest:
    """Fill in the model's defaults, and `seed` where none was asked for.

    Raises:
        InvalidRequest: with every field that is out of the general limits or that this model
            cannot honour.
    """
    defaults = model.defaults
    width = defaults.size.width if asked.width is None else asked.width
    height = defaults.size.height if asked.height is None else asked.height
    steps = defaults.steps if asked.steps is None else asked.steps
    scale = defaults.guidance_scale if asked.guidance_scale is None else asked.guidance_scale
    seed = seed if asked.seed is None else asked.seed
    found = [
        *violations(
            prompt=asked.prompt,
            negative_prompt=asked.negative_prompt,
            width=width,
            height=height,
            steps=steps,
            guidance_scale=scale,
            seed=seed,
            pictures=asked.pictures,
        ),
        *_size_violations(model, width, height),
        *_guidance_violations(model, asked.negative_prompt, scale),
    ]
    if found:
        raise InvalidRequest(found)
    return GenerationRequest(
        prompt=asked.prompt,
        negative_prompt=asked.negative_prompt,
        size=ImageSize(width, height),
        steps=steps,
        guidance_scale=scale,
        seed=seed,
        pictures=asked.pictures,
        format=asked.format,
    )


def _size_violations(model: ModelProfile, width: int, height: int) -> Iterator[Violation]:
    """A pipeline would round such a size in silence, or fail in the middle of a picture."""
    multiple = model.size_multiple
    for field, edge in (("width", width), ("height", height)):
        if edge > 0 and edge % multiple:
            below = min(edge, LARGEST_EDGE) // multiple * multiple
            possible = [near for near in (below, below + multiple) if 1 <= near <= LARGEST_EDGE]
            nearest = " or ".join(str(near) for near in possible)
            yield Violation(
                field, edge, f"a multiple of {multiple} for {model.name}, such as {nearest}"
            )


def _guidance_violations(
    model: ModelProfile, negative_prompt: str | None, scale: float
) -> Iterator[Violation]:
    """What the model would ignore is not accepted."""
    match model.guidance:
        case NoGuidance():
            if scale != model.defaults.guidance_scale:
                yield Violation(
                    "guidance_scale", scale, f"none: {model.name} draws without guidance"
                )
            if negative_prompt is not None:
                yield _negative_prompt(negative_prompt, f"{model.name} draws without guidance")
        case DistilledGuidance():
            if negative_prompt is not None:
                yield _negative_prompt(
                    negative_prompt, f"the guidance of {model.name} is distilled into one pass"
                )
        case ClassifierFreeGuidance(takes_negative_prompt=takes):
            if negative_prompt is not None and not takes:
                yield _negative_prompt(negative_prompt, f"{model.pipeline_class} takes none")
            elif negative_prompt is not None and scale <= 1:
                yield Violation(
                    "negative_prompt",
                    negative_prompt,
                    f"one only with a guidance_scale above 1 (it is {scale:g}), "
                    "since without guidance it would be ignored",
                )
        case _:
            assert_never(model.guidance)


def _negative_prompt(value: str, why: str) -> Violation:
    return Violation("negative_prompt", value, f"none: {why}")
