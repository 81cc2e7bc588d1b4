"""From a pipeline's output to a picture, or to the reason why there is none."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ...domain.errors import EngineFailed, PictureNotFinite, PictureSizeDiffers
from ...domain.picture import Picture
from ...domain.size import ImageSize


def drawn_picture(output: Any, size: ImageSize, index: int, seed: int) -> Picture:
    """Return the one picture of a pipeline's output of type `np`: floats, 0 to 1, NHWC.

    The values are rounded as diffusers' own `numpy_to_pil` does, so the pixels are the stock ones.

    Raises:
        PictureNotFinite: a value is no number.
        PictureSizeDiffers: the picture has another size than was asked for.
        EngineFailed: the model's safety checker withheld it.
    """
    if "nsfw_content_detected" in output and any(output.nsfw_content_detected or ()):
        raise EngineFailed(
            "The model's own safety checker withheld the picture (it would be black).",
            "Use another prompt or seed.",
        )
    pictures = output["images"] if "images" in output else output["image"]
    values: npt.NDArray[np.float32] = pictures[0]
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
