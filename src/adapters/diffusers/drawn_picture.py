"""From a pipeline's output to a picture, or to the reason why there is none."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...domain.errors import EngineFailed, PictureNotFinite, PictureSizeDiffers
from ...domain.picture import Picture
from ...domain.size import ImageSize


def drawn_pictures(
    output: Any, size: ImageSize, indices: Sequence[int], seeds: Sequence[int]
) -> list[Picture]:
    """Return the pictures of a pipeline's output of type `np`: floats, 0 to 1, NHWC.

    The values are rounded as diffusers' own `numpy_to_pil` does, so the pixels are the stock ones.

    Raises:
        PictureNotFinite: a value is no number.
        PictureSizeDiffers: the picture has another size than was asked for.
        EngineFailed: the model's safety checker withheld one of them, or another number came.
    """
    if "nsfw_content_detected" in output and any(output.nsfw_content_detected or ()):
        raise EngineFailed(
            "The model's own safety checker withheld the picture (it would be black).",
            "Use another prompt or seed.",
        )
    values = output["images"] if "images" in output else output["image"]
    if len(values) != len(indices):
        raise EngineFailed(
            f"The pipeline drew {len(values)} pictures where {len(indices)} were asked for.",
            "Leave --batch_size out for this model.",
        )
    return [
        _picture(one, size, index, seed)
        for one, index, seed in zip(values, indices, seeds, strict=True)
    ]


def _picture(values: npt.NDArray[np.float32], size: ImageSize, index: int, seed: int) -> Picture:
    if not np.isfinite(values).all():
        raise PictureNotFinite(
            "The picture has values that are no numbers (NaN or infinity).",
            "Use --torch_dtype bfloat16 or float32, or another number of steps.",
        )
    height, width, _ = values.shape
    if (width, height) != (size.width, size.height):
        raise PictureSizeDiffers(
            f"The pipeline drew {width}x{height} where {size} was asked for.",
            f"Ask for {width}x{height}, or for another size that the model draws exactly.",
        )
    pixels = (values * 255).round().astype("uint8")
    return Picture(pixels.tobytes(), size, index, seed)
