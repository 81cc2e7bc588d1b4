"""Values of the domain that hold together; a test names only what its sentence is about."""

from dataclasses import replace
from typing import Any

from diffgentor.application.asked_generation import AskedGeneration
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import NativeAttention
from diffgentor.domain.casting import NoCasting
from diffgentor.domain.compilation import NoCompilation
from diffgentor.domain.guidance import DistilledGuidance
from diffgentor.domain.host import Device, DeviceKind, Host
from diffgentor.domain.model import (
    Component,
    DenoiserProfile,
    ModelDefaults,
    ModelProfile,
    VaeProfile,
)
from diffgentor.domain.offload import NoOffload
from diffgentor.domain.picture import Picture
from diffgentor.domain.plan import OptimizationPlan, plan_for
from diffgentor.domain.precision import Precision
from diffgentor.domain.request import AskedRequest, GenerationRequest
from diffgentor.domain.rules import Situation
from diffgentor.domain.size import ImageSize
from diffgentor.domain.step_cache import NoCache

PROMPT = "a large red circle left of a small blue square"

SHAPES = ModelProfile(
    name="shapes",
    location="/models/shapes",
    revision=None,
    pipeline_class="FluxPipeline",
    components=(
        Component("transformer", "diffusers", "FluxTransformer2DModel", 8_000_000),
        Component("vae", "diffusers", "AutoencoderKL", 2_000_000),
    ),
    denoiser=DenoiserProfile(
        "transformer",
        "FluxTransformer2DModel",
        heads=4,
        head_size=64,
        can_fuse_qkv=True,
        dispatches_attention=True,
    ),
    vae=VaeProfile("AutoencoderKL", scale=8, tile_edge=128),
    guidance=DistilledGuidance("guidance_scale"),
    defaults=ModelDefaults(ImageSize(32, 16), steps=4, guidance_scale=3.5),
    size_multiple=16,
    call_parameters=frozenset({"prompt", "width", "height", "guidance_scale", "generator"}),
    fingerprint="0123456789abcdef",
)


def a_profile(**changes: Any) -> ModelProfile:
    """A small FLUX model called `shapes`, whose guidance is distilled."""
    return replace(SHAPES, **changes)


def a_device(**changes: Any) -> Device:
    """A CPU, which every machine has."""
    return replace(Device(DeviceKind.CPU, "a CPU", 16 * 2**30), **changes)


def a_gpu(**changes: Any) -> Device:
    """An NVIDIA GPU of the Ampere generation, with TF32 and bfloat16."""
    return replace(Device(DeviceKind.CUDA, "a GPU", 24 * 2**30, (8, 6)), **changes)


def a_host(*devices: Device, **packages: str) -> Host:
    """A machine with a CPU, unless other devices are named."""
    return Host(devices or (a_device(),), packages or {"torch": "2.13.0"}, "Linux")


def an_asked_request(**changes: Any) -> AskedRequest:
    """A prompt, and everything else as the model prefers."""
    return replace(AskedRequest(PROMPT), **changes)


def a_request(**changes: Any) -> GenerationRequest:
    """One picture of 32 x 16 pixels in 4 steps, that `a_profile()` can draw."""
    request = GenerationRequest(PROMPT, None, ImageSize(32, 16), 4, 3.5, seed=7)
    return replace(request, **changes)


def a_plan(**changes: Any) -> OptimizationPlan:
    """Float32 with torch's attention and nothing else, as on a CPU when nothing is asked."""
    plan = OptimizationPlan(
        Precision.FLOAT32,
        tf32=False,
        vae_slicing=False,
        vae_tiling=False,
        fuse_qkv=False,
        attention=NativeAttention(),
        casting=NoCasting(),
        offload=NoOffload(),
        compilation=NoCompilation(),
        cache=NoCache(),
    )
    return replace(plan, **changes)


def an_asked_generation(**changes: Any) -> AskedGeneration:
    """A picture by `shapes` on the machine's best device, with nothing said about how."""
    return replace(AskedGeneration("shapes", an_asked_request(), AskedPlan()), **changes)


def a_situation(
    plan: OptimizationPlan | None = None,
    asked: AskedPlan | None = None,
    model: ModelProfile | None = None,
    device: Device | None = None,
    request: GenerationRequest | None = None,
) -> Situation:
    """A CPU about to draw `a_request()` with `a_profile()`: no rule objects."""
    device = device or a_device()
    return Situation(
        plan=plan or a_plan(),
        asked=asked or AskedPlan(),
        model=model or a_profile(),
        host=a_host(device),
        device=device,
        request=request or a_request(),
    )


def a_situation_asking(asked: AskedPlan, **changes: Any) -> Situation:
    """What was asked, completed to a plan for the device, which is a CPU unless one is named."""
    situation = replace(a_situation(asked=asked), **changes)
    return replace(situation, plan=plan_for(situation.device, asked))


def a_picture(**changes: Any) -> Picture:
    """A grey picture of 2 x 1 pixels."""
    return replace(Picture(bytes([128] * 6), ImageSize(2, 1), index=0, seed=7), **changes)
