"""From a request to the arguments of a pipeline's call."""

from collections.abc import Sequence
from typing import Any

import torch

from ...domain.guidance import ClassifierFreeGuidance, DistilledGuidance, NoGuidance
from ...domain.model import ModelProfile
from ...domain.request import GenerationRequest


def call_arguments(
    model: ModelProfile, request: GenerationRequest, seeds: Sequence[int]
) -> dict[str, Any]:
    """Return what to call the pipeline with for one picture, or for several of the same prompt.

    Randomness comes from a CPU generator for each picture, so that a seed gives the same noise on
    every device and in any company.
    """
    size = request.size
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    is_alone = len(generators) == 1
    wanted = {
        "prompt": request.prompt,
        "height": size.height,
        "width": size.width,
        "num_inference_steps": request.steps,
        "generator": generators[0] if is_alone else generators,
        "num_images_per_prompt": None if is_alone else len(generators),
        "output_type": "np",
        "max_sequence_length": model.defaults.max_sequence_length,
        # Both would draw another size than asked: PixArt rounds to buckets, Kontext to an area.
        "use_resolution_binning": False,
        "max_area": size.width * size.height,
    }
    taken = {
        name: value
        for name, value in wanted.items()
        if name in model.call_parameters and value is not None
    }
    return taken | _guidance(model, request)


def _guidance(model: ModelProfile, request: GenerationRequest) -> dict[str, Any]:
    scale, negative = request.guidance_scale, request.negative_prompt
    match model.guidance:
        case NoGuidance():
            # Told nothing, a distilled pipeline takes its default scale and warns that it is
            # ignored.
            return {"guidance_scale": 1.0} if "guidance_scale" in model.call_parameters else {}
        case DistilledGuidance(parameter=parameter):
            return {parameter: scale}
        case ClassifierFreeGuidance(parameter="true_cfg_scale") if scale > 1:
            # There is no second pass here unless there is a negative prompt, be it empty.
            return {"true_cfg_scale": scale, "negative_prompt": negative or ""}
        case ClassifierFreeGuidance(parameter=parameter):
            # None is not the same as empty: SDXL takes zeros for it, as it was trained.
            return {parameter: scale} | ({} if negative is None else {"negative_prompt": negative})
