"""Which pipeline classes draw pictures from text."""

from pathlib import Path

from ...domain.errors import NotTextToImage
from .class_source import PipelineSource, pipeline_source

_NEEDS_A_PICTURE = (
    "Img2Img", "Inpaint", "ControlNet", "Control", "Fill", "Upscale", "Pix2Pix", "Depth2Img",
    "Edit", "Variation", "Layered", "Redux", "Adapter", "SuperResolution", "Refiner",
)  # fmt: skip


def text_to_image_source(class_name: str, path: Path) -> PipelineSource:
    """Return what a pipeline class says of its call, if it draws pictures from text alone.

    Raises:
        NotTextToImage: it does something else, or the installed diffusers does not have it.
    """
    source = pipeline_source(class_name)
    if source is None:
        raise NotTextToImage(
            f"{path} is a {class_name}, which the installed diffusers does not have.",
            "Upgrade diffusers, or name a model whose pipeline class is part of diffusers; "
            "code from a model's repository is not run.",
        )
    if class_name.endswith("CombinedPipeline"):
        raise NotTextToImage(
            f"{path} is a {class_name}, which is made of several pipelines; only models of one "
            "pipeline are loaded.",
            "Name another text-to-image model.",
        )
    starts_from_a_picture = {"image", "control_image", "mask_image"} & source.defaults.keys()
    needs_a_picture = any(part in class_name for part in _NEEDS_A_PICTURE)
    if (
        "prompt" not in source.defaults
        or not source.returns_images
        or source.required - {"prompt"}
        or (starts_from_a_picture and needs_a_picture)
    ):
        raise NotTextToImage(
            f"{path} is a {class_name}, which does not draw pictures from text alone.",
            "Name a text-to-image model.",
        )
    return source
