"""A model's weights, brought onto its device."""

from typing import Any

from diffusers import DiffusionPipeline
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

from ...domain.errors import ModelUnreadable
from ...domain.host import Device
from ...domain.model import ModelProfile
from ...domain.plan import Precision
from .library_failures import while_loading
from .remarks import collected_remarks
from .techniques import torch_dtype

_GUESSED = ("newly initialized", "MISSING")
"""What the libraries log when a weight is not in the files and random numbers take its place."""


def load_pipeline(model: ModelProfile, precision: Precision, device: Device) -> Any:
    """Return the model's stock pipeline on `device`.

    Raises:
        ModelUnreadable: a file is missing, corrupt, or lacks weights.
        OutOfMemory: the device is too small.
    """
    diffusers_logging.disable_progress_bar()
    transformers_logging.disable_progress_bar()
    with while_loading(model.location), collected_remarks() as remarks:
        pipeline = DiffusionPipeline.from_pretrained(
            model.location, revision=model.revision, **torch_dtype.apply(precision)
        )
        pipeline.to(device.label)
    for remark in remarks:
        if any(sign in remark for sign in _GUESSED):
            raise ModelUnreadable(
                f"The model in {model.location} lacks weights: {' '.join(remark.split())}",
                "Copy or download it again.",
            )
    return pipeline
