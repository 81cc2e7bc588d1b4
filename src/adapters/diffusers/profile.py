"""From a model's configuration files to its profile. Loads no weights and imports no torch."""

from pathlib import Path
from typing import Any

from ...domain.errors import ModelUnreadable, NotTextToImage
from ...domain.guidance import ClassifierFreeGuidance, DistilledGuidance, Guidance, NoGuidance
from ...domain.model import DenoiserProfile, ModelDefaults, ModelProfile, VaeProfile
from ...domain.size import ImageSize
from .class_source import PipelineSource, model_source
from .components import components_of
from .model_folder import ModelFolder
from .text_to_image import text_to_image_source

DEFAULTS_FILE = "diffgentor.json"
"""Beside `model_index.json`: the makers' size, steps, guidance and text length, where they differ
from the pipeline class's, whose call has no other place to keep them."""

_USUAL_EDGE = 1024


def read_profile(path: Path, name: str, location: str, revision: str | None) -> ModelProfile:
    """Return the profile of the model in the folder `path`.

    Args:
        path: the folder.
        name: as somebody named the model.
        location: what `from_pretrained` loads it from: the folder, or a hub id.
        revision: the hub's commit, or `None` for a folder.

    Raises:
        NotTextToImage: the folder holds something else.
        ModelUnreadable: a file is missing or corrupt.
    """
    try:
        return _profile(ModelFolder(path), name, location, revision)
    except (TypeError, ValueError, LookupError) as error:
        raise ModelUnreadable(
            f"A configuration file in {path} holds what it cannot: {error}.",
            "Copy or download the model again.",
        ) from error


def _profile(folder: ModelFolder, name: str, location: str, revision: str | None) -> ModelProfile:
    path = folder.path
    index = folder.index()
    source = text_to_image_source(index["_class_name"], path)
    components = components_of(folder, index, weights_are_here=revision is None)
    roles = {component.role for component in components}
    if "scheduler" not in roles:
        raise NotTextToImage(
            f"{path} is a {source.class_name} without a scheduler, on whose steps progress and "
            "cancelling hang.",
            "Name a model that has one.",
        )
    role = next((role for role in ("transformer", "unet", "prior") if role in roles), None)
    if role is None:
        raise NotTextToImage(
            f"{path} has neither a transformer nor a UNet, so it draws no pictures.",
            "Name a text-to-image model.",
        )
    denoiser = folder.json(f"{role}/config.json")
    vae_config = folder.json("vae/config.json") if "vae" in roles else None
    vae = None if vae_config is None else _vae(vae_config)
    guidance = _guidance(source, index, denoiser)
    token_decoder = _vae(folder.json("vqvae/config.json")) if "vqvae" in roles else None
    decoder = vae or token_decoder
    scale = 8 if decoder is None else decoder.scale
    return ModelProfile(
        name=name,
        location=location,
        revision=revision,
        pipeline_class=source.class_name,
        components=components,
        denoiser=_denoiser(role, denoiser),
        vae=vae,
        guidance=guidance,
        defaults=_defaults(folder, source, guidance, _own_size(denoiser, scale)),
        size_multiple=scale * _patch(denoiser, vae_config),
        call_parameters=frozenset(source.defaults),
        fingerprint=revision or folder.fingerprint(),
        guides_in_separate_passes=source.guides_in_separate_passes,
        names_cache_contexts=source.names_cache_contexts,
        masks_attention=source.masks_attention,
        mag_ratios=tuple(_makers(folder).get("mag_ratios", ())),
    )


def _denoiser(role: str, config: dict[str, Any]) -> DenoiserProfile:
    class_name = str(config.get("_class_name", ""))
    source = model_source(class_name)
    heads, head_size = config.get("num_attention_heads"), config.get("attention_head_dim")
    if role == "unet":
        # A misnomer that diffusers keeps: a UNet's number of heads, whose size differs by level.
        heads, head_size = heads or head_size, None
    return DenoiserProfile(
        role=role,
        class_name=class_name,
        heads=_whole(heads),
        head_size=_whole(head_size),
        can_fuse_qkv=source is not None and source.fuses_projections,
        dispatches_attention=source is not None and source.dispatches_attention,
        names_repeated_blocks=source is not None and source.names_repeated_blocks,
        ends_in_a_projection=source is not None and source.ends_in_a_projection,
        blocks=() if source is None else source.blocks,
        layers=_whole(config.get("num_layers")),
    )


def _vae(config: dict[str, Any]) -> VaeProfile:
    if "temperal_downsample" in config:
        levels = len(config["temperal_downsample"])
    elif "block_out_channels" in config:
        levels = len(config["block_out_channels"]) - 1
    else:
        levels = len(config.get("encoder_block_out_channels", [0] * 4)) - 1
    class_name = str(config.get("_class_name", ""))
    return VaeProfile(
        class_name, 2**levels, _tile_edge(class_name, config), _full_size_channels(config)
    )


def _full_size_channels(config: dict[str, Any]) -> int | None:
    """The last decoder block gets the second level's channels at the picture's size."""
    if "block_out_channels" in config:
        channels = config["block_out_channels"]
        return _whole(channels[min(1, len(channels) - 1)])
    if "base_dim" in config and "dim_mult" in config:
        return int(config["base_dim"] * config["dim_mult"][min(1, len(config["dim_mult"]) - 1)])
    return None


def _tile_edge(class_name: str, config: dict[str, Any]) -> int | None:
    """AutoencoderKL and Flux2 tile above `sample_size`; others have an edge of their own."""
    if class_name in ("AutoencoderKL", "AutoencoderKLFlux2"):
        sample = config.get("sample_size")
        return _whole(sample[0] if isinstance(sample, list) else sample)
    return {"AutoencoderKLQwenImage": 256, "AutoencoderDC": 512}.get(class_name)


def _patch(denoiser: dict[str, Any], vae: dict[str, Any] | None) -> int:
    """Latents along an edge that become one token: patched by the model, or packed before it."""
    patch = _whole(denoiser.get("patch_size")) or 1
    channels = _whole((vae or {}).get("latent_channels") or (vae or {}).get("z_dim"))
    inputs = _whole(denoiser.get("in_channels"))
    packed = 2 if channels and inputs and inputs == 4 * channels else 1
    return max(patch, packed)


def _guidance(source: PipelineSource, index: dict[str, Any], denoiser: dict[str, Any]) -> Guidance:
    parameters = source.defaults.keys()
    takes_negative_prompt = "negative_prompt" in parameters
    if index.get("is_distilled"):
        return NoGuidance()
    if denoiser.get("guidance_embeds") or denoiser.get("time_cond_proj_dim"):
        return DistilledGuidance("guidance_scale")
    if "true_cfg_scale" in parameters:
        return ClassifierFreeGuidance("true_cfg_scale", takes_negative_prompt)
    if "guidance_scale" in parameters:
        return ClassifierFreeGuidance("guidance_scale", takes_negative_prompt)
    return NoGuidance()


def _own_size(denoiser: dict[str, Any], scale: int) -> ImageSize:
    sample = denoiser.get("sample_size")
    if isinstance(sample, list):
        return ImageSize(sample[1] * scale, sample[0] * scale)
    edge = sample * scale if isinstance(sample, int) else _USUAL_EDGE
    return ImageSize(edge, edge)


def _defaults(
    folder: ModelFolder, source: PipelineSource, guidance: Guidance, size: ImageSize
) -> ModelDefaults:
    makers = _makers(folder)
    match guidance:
        case ClassifierFreeGuidance(parameter=parameter) | DistilledGuidance(parameter=parameter):
            scale = source.defaults.get(parameter)
        case NoGuidance():
            scale = 1.0
    steps = source.defaults.get("num_inference_steps")
    return ModelDefaults(
        size=ImageSize(makers.get("width", size.width), makers.get("height", size.height)),
        steps=makers.get("num_inference_steps", steps if isinstance(steps, int) else 50),
        guidance_scale=float(
            makers.get("guidance_scale", scale if isinstance(scale, (int, float)) else 1.0)
        ),
        max_sequence_length=makers.get("max_sequence_length"),
    )


def _makers(folder: ModelFolder) -> dict[str, Any]:
    return folder.json(DEFAULTS_FILE) if (folder.path / DEFAULTS_FILE).is_file() else {}


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
