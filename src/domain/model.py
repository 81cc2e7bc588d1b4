"""What a model is and supports, as far as its configuration files tell."""

from dataclasses import dataclass

from .guidance import Guidance
from .size import ImageSize


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a pipeline: its role, its class, and the bytes of its weight files.

    Attributes:
        weight_bytes: 0 where the files are still on the hub.
        parameters: numbers in the weights, or `None` where no file's header tells.
        largest_tensor: numbers in the largest tensor of them; `None` together with `parameters`.
        has_weights: whether its class holds any; a scheduler's or tokenizer's does not.
    """

    role: str
    library: str
    class_name: str
    weight_bytes: int
    parameters: int | None = None
    largest_tensor: int | None = None
    has_weights: bool = True

    @property
    def needs_counting(self) -> bool:
        """Whether it has weights, and nothing told yet how many."""
        return self.has_weights and self.parameters is None


@dataclass(frozen=True, slots=True)
class BlockProfile:
    """A list of equal blocks, of which a transformer has one or more.

    Attributes:
        is_registered: whether diffusers' step caches know what the class takes and returns.
        returns_text: whether it returns the text's states beside the picture's.
        attentions: the attributes that hold its attention modules.
        last_drops_text: whether the last of them returns nothing for the text's states.
    """

    class_name: str
    is_registered: bool
    returns_text: bool
    attentions: frozenset[str] = frozenset()
    last_drops_text: bool = False


@dataclass(frozen=True, slots=True)
class DenoiserProfile:
    """The transformer or UNet. Numbers are `None` where its configuration does not tell them.

    Attributes:
        dispatches_attention: whether a choice of attention kernel reaches it.
        names_repeated_blocks: whether its class says which blocks regional compilation is for.
        ends_in_a_projection: whether its last layer is a projection called `proj_out`.
        blocks: its lists of blocks; none for a UNet.
        layers: how many blocks the first list has.
    """

    role: str
    class_name: str
    heads: int | None
    head_size: int | None
    can_fuse_qkv: bool
    dispatches_attention: bool
    names_repeated_blocks: bool = False
    ends_in_a_projection: bool = False
    blocks: tuple[BlockProfile, ...] = ()
    layers: int | None = None


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
        guides_in_separate_passes: whether guidance, where it is on, calls the denoiser twice a
            step instead of once with a batch of two.
        names_cache_contexts: whether the pipeline tells a step cache which pass is under way.
        masks_attention: whether the pipeline hands the denoiser a mask of the prompt's padding.
        mag_ratios: the model's own ratios for MagCache, one a step; none where its folder brings
            none.
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
    guides_in_separate_passes: bool = False
    names_cache_contexts: bool = False
    masks_attention: bool = False
    mag_ratios: tuple[float, ...] = ()

    @property
    def weight_bytes(self) -> int:
        """Bytes of all weight files together."""
        return sum(component.weight_bytes for component in self.components)

    @property
    def needs_counting(self) -> bool:
        """Whether nothing told yet how many weights some component has."""
        return any(component.needs_counting for component in self.components)
