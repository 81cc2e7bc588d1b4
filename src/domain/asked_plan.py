"""What somebody said about how to draw, from one source or from several laid over each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from .attention import Attention
from .casting import AskedCasting, NoCasting
from .compilation import Compilation
from .offload import Offload
from .precision import Precision
from .step_cache import StepCache
from .technique import Technique

NOWHERE: Mapping[Technique, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class UnbuiltOption:
    """An option of the guide that this version does not have, with the value somebody gave."""

    option: str
    value: str


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """What somebody said about each technique; `None` or nothing where nothing was said.

    Of attention, offloading and caches only one can be in force at a time. Who asks for several is
    told so by a rule, and that is why there is room for several here.

    Attributes:
        batch_size: how many pictures of a request may share a call, 1 or more.
        origins: where each technique that was said comes from: an option, a variable, a preset.
    """

    precision: Precision | None = None
    tf32: bool | None = None
    vae_slicing: bool | None = None
    vae_tiling: bool | None = None
    fuse_qkv: bool | None = None
    attentions: tuple[Attention, ...] = ()
    casting: AskedCasting | NoCasting | None = None
    offloads: tuple[Offload, ...] = ()
    compilation: Compilation | None = None
    caches: tuple[StepCache, ...] = ()
    batch_size: int | None = None
    unbuilt: tuple[UnbuiltOption, ...] = ()
    origins: Mapping[Technique, str] = field(default_factory=lambda: NOWHERE, compare=False)


FIELDS: Mapping[Technique, str] = MappingProxyType(
    {
        Technique.TORCH_DTYPE: "precision",
        Technique.TF32: "tf32",
        Technique.VAE_SLICING: "vae_slicing",
        Technique.VAE_TILING: "vae_tiling",
        Technique.FUSE_QKV: "fuse_qkv",
        Technique.ATTENTION_BACKEND: "attentions",
        Technique.LAYERWISE_CASTING: "casting",
        Technique.OFFLOAD: "offloads",
        Technique.COMPILE: "compilation",
        Technique.CACHE: "caches",
        Technique.BATCH_SIZE: "batch_size",
    }
)
"""Where an `AskedPlan` keeps what was said about each technique."""

_NOTHING = AskedPlan()


def said_about(asked: AskedPlan) -> frozenset[Technique]:
    """Return the techniques that something was said about, be it "off"."""
    return frozenset(
        technique for technique, name in FIELDS.items() if getattr(asked, name) not in (None, ())
    )


def coming_from(origin: str, asked: AskedPlan) -> AskedPlan:
    """Return what was asked, with one origin for all that was said."""
    return replace(asked, origins=MappingProxyType(dict.fromkeys(said_about(asked), origin)))


def laid_over(layers: Iterable[AskedPlan]) -> AskedPlan:
    """Return what holds when each layer outweighs those before it, technique by technique."""
    result = _NOTHING
    for layer in layers:
        said = said_about(layer)
        taken: dict[str, Any] = {FIELDS[one]: getattr(layer, FIELDS[one]) for one in said}
        origins = {**result.origins, **{one: layer.origins.get(one, "") for one in said}}
        result = replace(
            result,
            **taken,
            unbuilt=(*result.unbuilt, *layer.unbuilt),
            origins=MappingProxyType(origins),
        )
    return result


def without(asked: AskedPlan, optimization: str) -> AskedPlan:
    """Return what was asked, less one technique or one option that is not built."""
    left = tuple(unbuilt for unbuilt in asked.unbuilt if unbuilt.option != optimization)
    if optimization not in set(Technique):
        return replace(asked, unbuilt=left)
    name = FIELDS[Technique(optimization)]
    nothing_said: dict[str, Any] = {name: getattr(_NOTHING, name)}
    origins = {one: origin for one, origin in asked.origins.items() if one != optimization}
    return replace(asked, unbuilt=left, origins=MappingProxyType(origins), **nothing_said)
