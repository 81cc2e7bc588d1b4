"""Where a picture comes from: all that is needed to draw it again and to compare."""

from collections.abc import Mapping
from dataclasses import dataclass

from .denoiser_counts import DenoiserCounts
from .plan import OptimizationPlan
from .receipt import PlanReceipt
from .request import GenerationRequest


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is written into every picture.

    Attributes:
        request: the whole request, of which this is picture `index`, drawn with `seed`.
        pixels_sha256: the hash of the 8-bit RGB rows, whatever the file's format.
        counts: what was counted of the denoiser; `None` where nobody counted.
    """

    request: GenerationRequest
    index: int
    seed: int
    plan: OptimizationPlan
    receipt: PlanReceipt
    model: str
    model_revision: str | None
    model_fingerprint: str
    pipeline_class: str
    device: str
    libraries: Mapping[str, str]
    pixels_sha256: str
    counts: DenoiserCounts | None = None


@dataclass(frozen=True, slots=True)
class RecordedPicture:
    """A picture read back from its file: how it was drawn, and its pixels as 8-bit RGB rows."""

    provenance: Provenance
    pixels: bytes
