"""How a request's guidance calls the denoiser."""

from .guidance import ClassifierFreeGuidance
from .model import ModelProfile
from .request import GenerationRequest


def guides_separately(model: ModelProfile, request: GenerationRequest) -> bool:
    """Return whether this request's guidance calls the denoiser twice a step.

    Guidance in one batch of two, distilled guidance, and a scale of 1 or less call it once.
    """
    guides = isinstance(model.guidance, ClassifierFreeGuidance) and request.guidance_scale > 1
    return guides and model.guides_in_separate_passes
