"""Every single choice of the guide, under a name, as what somebody would ask for.

Step caches have settings under which they skip on random weights too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from itertools import combinations
from types import MappingProxyType

from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption, said_about
from diffgentor.domain.attention import (
    Attention,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
)
from diffgentor.domain.casting import AskedCasting, StorageType
from diffgentor.domain.compilation import (
    Compilation,
    CompileBackend,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.precision import Precision
from diffgentor.domain.step_cache import (
    CacheDit,
    DeepCache,
    FasterCache,
    FirstBlockCache,
    MagCache,
    PyramidAttentionBroadcast,
    StepCache,
    StepMask,
    TaylorSeer,
)
from diffgentor.domain.technique import Technique
from diffgentor.domain.unbuilt import UNBUILT

EAGER = CompileBackend.EAGER
"""Traces and breaks graphs as inductor's way does, and has no code to compile."""

ALWAYS = (-1, 1001)
"""Every timestep there is."""

_SWITCHES = {
    "float16": AskedPlan(precision=Precision.FLOAT16),
    "bfloat16": AskedPlan(precision=Precision.BFLOAT16),
    "tf32": AskedPlan(tf32=True),
    "vae_slicing": AskedPlan(vae_slicing=True),
    "vae_tiling": AskedPlan(vae_tiling=True),
    "fuse_qkv": AskedPlan(fuse_qkv=True),
    "batch_inference": AskedPlan(batch_size=2),
}
_CASTINGS = {
    f"casting_{storage}": AskedPlan(casting=AskedCasting(storage))
    for storage in (StorageType.FLOAT8_E4M3FN, StorageType.FLOAT8_E5M2, StorageType.BFLOAT16)
}
_OFFLOADS: dict[str, Offload] = {
    "offload_model": ModelOffload(),
    "offload_sequential": SequentialOffload(),
    "offload_group_leaf": GroupOffload(GroupType.LEAF_LEVEL),
    "offload_group_block": GroupOffload(GroupType.BLOCK_LEVEL),
    "offload_group_stream": GroupOffload(stream=True),
}
_COMPILATIONS: dict[str, Compilation] = {
    "compile": WholeCompilation(backend=EAGER),
    "compile_fullgraph": WholeCompilation(fullgraph=True, backend=EAGER),
    "compile_regional": RegionalCompilation(backend=EAGER),
    "compile_regional_fullgraph": RegionalCompilation(fullgraph=True, backend=EAGER),
}
_ATTENTIONS: dict[str, Attention] = {
    "attention_native": NativeAttention(),
    **{
        f"attention_{name}": KernelAttention(name)
        for name in ("native_math", "native_flash", "flex", "flash", "flash_3", "sage", "xformers")
    },
    "attention_xformers_processors": XformersProcessors(),
}
_CACHES: dict[str, StepCache] = {
    "deep_cache": DeepCache(),
    "first_block_cache": FirstBlockCache(threshold=10),
    "pab": PyramidAttentionBroadcast(timestep_skip=ALWAYS),
    "faster_cache": FasterCache(timestep_skip=ALWAYS),
    "taylor_seer": TaylorSeer(interval=2, warmup_steps=2, lite=False),
    "taylor_seer_lite": TaylorSeer(interval=2, warmup_steps=2, lite=True),
    "mag_cache": MagCache(threshold=5, ratios=(1.0,) * 8),
    "cache_dit": CacheDit(threshold=10, warmup_steps=2),
    "cache_dit_taylor": CacheDit(threshold=10, warmup_steps=2, taylor_order=1),
    "cache_dit_mask": CacheDit(threshold=10, warmup_steps=2, step_mask=StepMask.FAST),
}

CHOICES: Mapping[str, AskedPlan] = MappingProxyType(
    {
        **_SWITCHES,
        **_CASTINGS,
        **{name: AskedPlan(offloads=(one,)) for name, one in _OFFLOADS.items()},
        **{name: AskedPlan(compilation=one) for name, one in _COMPILATIONS.items()},
        **{name: AskedPlan(attentions=(one,)) for name, one in _ATTENTIONS.items()},
        **{name: AskedPlan(caches=(one,)) for name, one in _CACHES.items()},
        **{one.name: AskedPlan(unbuilt=(UnbuiltOption(one.flag, "on"),)) for one in UNBUILT},
    }
)
"""What each name asks for."""

_ROOM_FOR_SEVERAL = {Technique.ATTENTION_BACKEND, Technique.OFFLOAD, Technique.CACHE}


def pairs() -> Iterator[tuple[str, str]]:
    """Yield every two choices that somebody can ask for together.

    Two precisions, castings or compilations cannot: a plan has one place for each.
    """
    for one, other in combinations(CHOICES, 2):
        both = said_about(CHOICES[one]) & said_about(CHOICES[other])
        if both <= _ROOM_FOR_SEVERAL:
            yield one, other


def asked_by(names: Iterable[str]) -> AskedPlan:
    """Return what asks for all of them, none outweighing another."""
    return reduce(_joined, (CHOICES[name] for name in names))


def _joined(one: AskedPlan, other: AskedPlan) -> AskedPlan:
    return replace(
        one,
        precision=one.precision or other.precision,
        tf32=one.tf32 or other.tf32,
        vae_slicing=one.vae_slicing or other.vae_slicing,
        vae_tiling=one.vae_tiling or other.vae_tiling,
        fuse_qkv=one.fuse_qkv or other.fuse_qkv,
        casting=one.casting or other.casting,
        compilation=one.compilation or other.compilation,
        batch_size=one.batch_size or other.batch_size,
        attentions=one.attentions + other.attentions,
        offloads=one.offloads + other.offloads,
        caches=one.caches + other.caches,
        unbuilt=one.unbuilt + other.unbuilt,
    )
