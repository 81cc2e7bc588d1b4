"""What a model is and supports, as far as its configuration files tell."""

from dataclasses import dataclass

from .guidance import Guidance
from .size import ImageSize


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a pipeline: its role, its class, and the bytes of its weight files.

    Attributes:
        parameters: numbers in the weight files, or `None` where their headers do not tell.
    """

    role: str
    library: str
    class_name: str
    weight_bytes: int
    parameters: int | None = None


@dataclass(frozen=True, slots=True)
class DenoiserProfile:
    """The transformer or UNet. Numbers are `None` where its configuration does not tell them.

    Attributes:
        dispatches_attention: whether a choice of attention kernel reaches it.
    """

    role: str
    class_name: str
    heads: int | None
    head_size: int | None
    can_fuse_qkv: bool
    dispatches_attention: bool


@dataclass(frozen=True, slots=True)
class VaeProfile:
    """The autoencoder between pixels and latents.

    Attributes:
        scale: pixels per latent along an edge.
        tile_edge: pictures with no edge longer than this, in pixels, are decoded in one tile
            also when tiling is on; `None` where the class does not tell it.
        full_size_channels: channels of the widest feature map at the picture's own size, which
            is what decoding needs memory for; `None` where the configuration does not tell it.
    """

    class_name: str
    scale: int
    tile_edge: int | None
    full_size_channels: int | None = None


@dataclass(frozen=True, slots=True)
class ModelDefaults:
    """What the model's makers, or else its pipeline class, would use.

    Attributes:
        max_sequence_length: text tokens to pass, or `None` for the pipeline's own default.
    """

    size: ImageSize
    steps: int
    guidance_scale: float
    max_sequence_length: int | None = None


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """A text-to-image model that could be loaded, read without its weights.

    Attributes:
        name: what finds it again: a bundled name, a hub id, or a folder's absolute path.
        location: the folder that holds it, or its hub id.
        revision: the hub's commit, or `None` for a folder.
        pipeline_class: the diffusers class that draws with it.
        vae: `None` where the pipeline decodes by other means.
        size_multiple: both edges of a picture must be a multiple of this many pixels.
        call_parameters: what the pipeline's call takes.
        fingerprint: changes whenever a configuration or weight file does.
    """

    name: str
    location: str
    revision: str | None
    pipeline_class: str
    components: tuple[Component, ...]
    denoiser: DenoiserProfile
    vae: VaeProfile | None
    guidance: Guidance
    defaults: ModelDefaults
    size_multiple: int
    call_parameters: frozenset[str]
    fingerprint: str

    @property
    def weight_bytes(self) -> int:
        """Bytes of all weight files together."""
        return sum(component.weight_bytes for component in self.components)
