"""How much memory a request will need, by formula, before anything is loaded."""

from dataclasses import dataclass

from .casting import LayerwiseCasting
from .model import Component, ModelProfile
from .plan import OptimizationPlan
from .request import GenerationRequest

LIVE_MAPS = 4
"""Feature maps of the picture's own size that a decoder holds at once: the input of its last
block, the block's two convolutions and the normalised copy between them."""


@dataclass(frozen=True, slots=True)
class ComponentMemory:
    """The weights of one component, in the plan's precision."""

    role: str
    class_name: str
    weight_bytes: int


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """What drawing one picture at a time needs on the device.

    Attributes:
        decode_bytes: for the feature maps of decoding, the largest passing need; 0 where the
            autoencoder's configuration does not tell its width.
    """

    components: tuple[ComponentMemory, ...]
    decode_bytes: int
    basis: str = "formula"

    @property
    def weights_bytes(self) -> int:
        """All weights, which stay on the device together."""
        return sum(component.weight_bytes for component in self.components)

    @property
    def peak_bytes(self) -> int:
        """Weights and the largest passing need together."""
        return self.weights_bytes + self.decode_bytes


def estimate_memory(
    model: ModelProfile, plan: OptimizationPlan, request: GenerationRequest
) -> MemoryEstimate:
    """Return the weights by component and what decoding adds.

    Weights count by their number where the files' headers tell it, else by the files' size.
    """
    weights = tuple(
        ComponentMemory(
            component.role,
            component.class_name,
            _weight_bytes(component, _bytes_per_number(component, model, plan)),
        )
        for component in model.components
        if component.weight_bytes
    )
    decode_bytes = _decode_numbers(model, plan, request) * plan.precision.bytes
    return MemoryEstimate(weights, decode_bytes)


def _bytes_per_number(component: Component, model: ModelProfile, plan: OptimizationPlan) -> int:
    """Casting narrows the denoiser alone, and not its norms and embeddings, which are small."""
    match plan.casting:
        case LayerwiseCasting(storage=storage) if component.role == model.denoiser.role:
            return storage.bytes
        case _:
            return plan.precision.bytes


def _weight_bytes(component: Component, width: int) -> int:
    if component.parameters is None:
        return component.weight_bytes
    return component.parameters * width


def _decode_numbers(
    model: ModelProfile, plan: OptimizationPlan, request: GenerationRequest
) -> int:
    """Numbers in the live feature maps of one picture, or of one tile of it."""
    vae = model.vae
    if vae is None or vae.full_size_channels is None:
        return 0
    edges = (request.size.width, request.size.height)
    if plan.vae_tiling and vae.tile_edge is not None:
        edges = (min(edges[0], vae.tile_edge), min(edges[1], vae.tile_edge))
    return edges[0] * edges[1] * vae.full_size_channels * LIVE_MAPS
