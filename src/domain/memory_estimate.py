"""How much memory a request will need, by formula, before anything is loaded."""

from dataclasses import dataclass
from typing import assert_never

from .casting import LayerwiseCasting
from .model import Component, ModelProfile
from .offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    NoOffload,
    Offload,
    SequentialOffload,
)
from .plan import OptimizationPlan
from .request import GenerationRequest

LIVE_MAPS = 4
"""Feature maps of the picture's own size that a decoder holds at once: the input of its last
block, the block's two convolutions and the normalised copy between them."""


@dataclass(frozen=True, slots=True)
class ComponentMemory:
    """The weights of one component, in the plan's precision.

    Attributes:
        resident_bytes: those that are on the device together while it computes, at most.
    """

    role: str
    class_name: str
    weight_bytes: int
    resident_bytes: int


@dataclass(frozen=True, slots=True)
class MemoryEstimate:
    """What drawing one picture at a time needs on the device.

    Attributes:
        components: those that have weights.
        resident_bytes: weights that are on the device together, at most; fewer than all of them
            where they are offloaded.
        decode_bytes: for the feature maps of decoding, the largest passing need; 0 where the
            autoencoder's configuration does not tell its width.
        basis: where the numbers come from, in the contract's word: `formula`, since they are
            reckoned from the numbers of weights and feature maps and not measured.
    """

    components: tuple[ComponentMemory, ...]
    decode_bytes: int
    resident_bytes: int
    basis: str = "formula"

    @property
    def weights_bytes(self) -> int:
        """All weights, on the device or offloaded."""
        return sum(component.weight_bytes for component in self.components)

    @property
    def peak_bytes(self) -> int:
        """Weights on the device and the largest passing need together."""
        return self.resident_bytes + self.decode_bytes


def estimate_memory(
    model: ModelProfile, plan: OptimizationPlan, request: GenerationRequest
) -> MemoryEstimate:
    """Return the weights by component and what decoding adds.

    Weights count by their number where it is known, else by the size of their files.
    """
    weights = tuple(
        _component_memory(component, model, plan)
        for component in model.components
        if component.has_weights
    )
    resident = [component.resident_bytes for component in weights]
    stays = isinstance(plan.offload, NoOffload)
    return MemoryEstimate(
        weights,
        decode_bytes=_decode_numbers(model, plan, request) * plan.precision.bytes,
        resident_bytes=sum(resident) if stays else max(resident, default=0),
    )


def _component_memory(
    component: Component, model: ModelProfile, plan: OptimizationPlan
) -> ComponentMemory:
    width = _bytes_per_number(component, model, plan)
    weights = _weight_bytes(component, width)
    return ComponentMemory(
        component.role,
        component.class_name,
        weights,
        min(weights, _resident_bytes(component, model, plan.offload, weights, width)),
    )


def _resident_bytes(
    component: Component, model: ModelProfile, offload: Offload, weights: int, width: int
) -> int:
    """Return what an offloaded component has on the device while it computes, at most."""
    layer = weights if component.largest_tensor is None else component.largest_tensor * width
    match offload:
        case NoOffload() | ModelOffload():
            return weights
        case SequentialOffload():
            return layer
        case GroupOffload(type=GroupType.LEAF_LEVEL, stream=stream):
            return layer * (2 if stream else 1)
        case GroupOffload(blocks=blocks, stream=stream):
            is_denoiser = component.role == model.denoiser.role
            # The first list of blocks is told by the configuration; others only make a block less.
            all_blocks = (model.denoiser.layers if is_denoiser else None) or 1
            return weights * blocks * (2 if stream else 1) // all_blocks
        case _:
            assert_never(offload)


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
