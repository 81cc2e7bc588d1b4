"""Requests as the contract's messages."""

from ...application.asked_generation import AskedGeneration
from ...application.generation_event import Accepted
from ...domain.picture import PictureFormat
from .plan_message import to_asked_plan, to_plan
from .v1 import types_pb2

LARGEST_UINT32 = 2**32 - 1
LARGEST_INT64 = 2**63 - 1


def to_spec(asked: AskedGeneration) -> types_pb2.GenerationSpec:
    """Return what was asked; what was not said stays unset.

    A number that its field cannot hold stays unset too. It is not lost: such a request is
    refused, and the violation tells the number.
    """
    request = asked.request
    return types_pb2.GenerationSpec(
        model=asked.model,
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        width=_within(request.width, LARGEST_UINT32),
        height=_within(request.height, LARGEST_UINT32),
        steps=_within(request.steps, LARGEST_UINT32),
        guidance_scale=request.guidance_scale,
        image_count=_within(request.pictures, LARGEST_UINT32),
        seed=_within(request.seed, LARGEST_INT64),
        text_to_image=types_pb2.TextToImage(),
        plan=to_asked_plan(asked.plan, asked.on_refusal),
    )


def to_effective_spec(accepted: Accepted) -> types_pb2.GenerationSpec:
    """Return what is drawn, with every default filled in."""
    request = accepted.request
    return types_pb2.GenerationSpec(
        model=accepted.model.name,
        prompt=request.prompt,
        negative_prompt=request.negative_prompt,
        width=request.size.width,
        height=request.size.height,
        steps=request.steps,
        guidance_scale=request.guidance_scale,
        image_count=request.pictures,
        seed=request.seed,
        text_to_image=types_pb2.TextToImage(),
        plan=to_plan(accepted.plan),
    )


def to_format(picture_format: PictureFormat) -> types_pb2.ImageFormat.ValueType:
    """Return the contract's word for a file format."""
    return types_pb2.ImageFormat.Value(f"IMAGE_FORMAT_{picture_format.name}")


def _within(value: int | None, largest: int) -> int | None:
    return value if value is not None and 0 <= value <= largest else None
