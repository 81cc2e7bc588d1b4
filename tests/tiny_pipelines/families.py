"""What a test may want to know about each family before it loads one.

Knows no torch: a family's own module, and with it diffusers, is imported when it is built.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import cast


@dataclass(frozen=True, slots=True)
class Guidance:
    """Classifier-free guidance that really doubles the denoiser's work."""

    parameter: str
    """The argument of the call that turns it on when above one."""
    needs_negative_prompt: bool = False
    """Without a negative prompt the parameter is ignored, at most with a warning."""
    on_in_stock_call: bool = False
    """The family's own default value already turns it on."""

    def call(self, scale: float) -> dict[str, object]:
        """Arguments that, added to the stock call, guide at this scale (1.0: not at all)."""
        negative = {"negative_prompt": " "} if self.needs_negative_prompt else {}
        return {self.parameter: scale, **negative}


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of pipeline, tiny."""

    name: str
    pipeline_class: str
    smallest_side: int
    """Pixels of the smallest square that it draws at all; the stock call asks for 64."""
    size_step: int
    """Pixels that both sides must be a multiple of, or they are refused or rounded."""
    call: Mapping[str, object]
    """Stock arguments, prompt and generator apart, for a quick picture in three steps."""
    denoiser: str = "transformer"
    guidance: Guidance | None = None
    embedded_guidance: str | None = None
    """The argument that reaches the denoiser as one number and costs no second pass."""
    takes_image: bool = False

    def build(self, folder: Path) -> None:
        """Save the pipeline, the same bytes each time, into `folder`."""
        module = import_module(f"tests.tiny_pipelines.{self.name}")
        cast("Callable[[Path], None]", module.build)(folder)


def _call(**arguments: object) -> Mapping[str, object]:
    return MappingProxyType({"height": 64, "width": 64, "num_inference_steps": 3} | arguments)


TRUE_GUIDANCE = Guidance("true_cfg_scale", needs_negative_prompt=True)
PLAIN_GUIDANCE = Guidance("guidance_scale", on_in_stock_call=True)

FLUX = Family(
    name="flux",
    pipeline_class="FluxPipeline",
    smallest_side=16,
    size_step=16,
    call=_call(max_sequence_length=32),
    guidance=TRUE_GUIDANCE,
    embedded_guidance="guidance_scale",
)
FLUX_KONTEXT = Family(
    name="flux_kontext",
    pipeline_class="FluxKontextPipeline",
    smallest_side=16,
    size_step=16,
    # Without these two it draws a megapixel whatever was asked for.
    call=_call(max_sequence_length=32, max_area=64 * 64, _auto_resize=False),
    guidance=TRUE_GUIDANCE,
    embedded_guidance="guidance_scale",
    takes_image=True,
)
FLUX2_KLEIN = Family(
    name="flux2_klein",
    pipeline_class="Flux2KleinPipeline",
    smallest_side=16,
    size_step=16,
    # Distilled: any other scale changes nothing but warns.
    call=_call(max_sequence_length=64, guidance_scale=1.0),
    takes_image=True,
)
QWEN_IMAGE = Family(
    name="qwen_image",
    pipeline_class="QwenImagePipeline",
    smallest_side=16,
    size_step=16,
    # A single step would be divided by zero: its schedule is stretched to end at 0.02.
    call=_call(max_sequence_length=64),
    guidance=TRUE_GUIDANCE,
)
SD3 = Family(
    name="sd3",
    pipeline_class="StableDiffusion3Pipeline",
    smallest_side=16,
    size_step=16,
    call=_call(max_sequence_length=32),
    guidance=PLAIN_GUIDANCE,
)
SDXL = Family(
    name="sdxl",
    pipeline_class="StableDiffusionXLPipeline",
    smallest_side=8,
    size_step=8,
    call=_call(),
    denoiser="unet",
    guidance=PLAIN_GUIDANCE,
)
SD15 = Family(
    name="sd15",
    pipeline_class="StableDiffusionPipeline",
    smallest_side=8,
    size_step=8,
    # PNDM as shipped runs one step more than it was asked for.
    call=_call(),
    denoiser="unet",
    guidance=PLAIN_GUIDANCE,
)
PIXART = Family(
    name="pixart",
    pipeline_class="PixArtSigmaPipeline",
    smallest_side=16,
    size_step=16,
    # With binning it draws 256 pixels a side and shrinks the picture; cleaning captions warns
    # at each call that its packages are absent.
    call=_call(max_sequence_length=32, use_resolution_binning=False, clean_caption=False),
    guidance=PLAIN_GUIDANCE,
)

FAMILIES = (FLUX, FLUX_KONTEXT, FLUX2_KLEIN, QWEN_IMAGE, SD3, SDXL, SD15, PIXART)
