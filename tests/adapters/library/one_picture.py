"""Loads a profile's model and draws, for tests that ask whether that works at all."""

import torch

from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import plan_for
from diffgentor.domain.request import GenerationRequest
from diffgentor.domain.size import ImageSize
from diffgentor.entrypoints.container import other_libraries

CPU = Device(DeviceKind.CPU, "a CPU", 16 << 30)
PLAN = plan_for(CPU, AskedPlan())


def pixels_of(model: ModelProfile, size: ImageSize | None = None) -> bytes:
    """The pixels of a small picture in two steps."""
    torch.set_num_threads(1)
    engine = load_engine(model, PLAN, CPU, other_libraries())
    request = GenerationRequest(
        "a red fox", None, size or ImageSize(32, 32), 2, model.defaults.guidance_scale, seed=1
    )
    (drawing,) = engine.draw(request, PLAN, lambda _: None, Cancellation())
    return drawing.picture.pixels
