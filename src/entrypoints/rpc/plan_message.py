"""Plans as the contract's messages."""

from typing import Any

from google.protobuf.struct_pb2 import Struct

from ...domain.asked_plan import AskedPlan
from ...domain.casting import AskedCasting, Casting, LayerwiseCasting, NoCasting
from ...domain.compilation import Compilation, NoCompilation, RegionalCompilation
from ...domain.offload import GroupOffload, GroupType, ModelOffload, NoOffload, Offload
from ...domain.on_refusal import OnRefusal
from ...domain.plan import OptimizationPlan
from ...domain.setting import settings_of
from ...domain.step_cache import NoCache, StepCache
from .v1 import plan_pb2


def to_asked_plan(asked: AskedPlan, on_refusal: OnRefusal) -> plan_pb2.OptimizationPlan:
    """Return what was said about each technique; what was not said stays unset.

    Of several choices where only one can be in force, the last is told; the receipt tells all.
    """
    return plan_pb2.OptimizationPlan(
        torch_dtype=str(asked.precision or ""),
        tf32=asked.tf32,
        vae_slicing=asked.vae_slicing,
        vae_tiling=asked.vae_tiling,
        fuse_qkv=asked.fuse_qkv,
        attention_backend=str(asked.attentions[-1]) if asked.attentions else "",
        layerwise_casting=_asked_casting(asked.casting),
        offload=_mode(asked.offloads[-1]) if asked.offloads else plan_pb2.OFFLOAD_MODE_UNSPECIFIED,
        group_offloading=_groups(asked.offloads[-1]) if asked.offloads else None,
        compile=_compile(asked.compilation),
        cache=_cache(asked.caches[-1]) if asked.caches else None,
        max_batch_size=asked.batch_size,
        strict=on_refusal is OnRefusal.ERROR,
    )


def to_plan(plan: OptimizationPlan) -> plan_pb2.OptimizationPlan:
    """Return a complete plan, in which every technique of this version has its choice."""
    return plan_pb2.OptimizationPlan(
        torch_dtype=str(plan.precision),
        tf32=plan.tf32,
        vae_slicing=plan.vae_slicing,
        vae_tiling=plan.vae_tiling,
        fuse_qkv=plan.fuse_qkv,
        attention_backend=str(plan.attention),
        layerwise_casting=_casting(plan.casting),
        offload=_mode(plan.offload),
        group_offloading=_groups(plan.offload),
        compile=_compile(plan.compilation),
        cache=_cache(plan.cache),
        max_batch_size=plan.batch_size,
        strict=True,
    )


def _asked_casting(asked: AskedCasting | NoCasting | None) -> plan_pb2.LayerwiseCasting | None:
    match asked:
        case AskedCasting(storage=storage, compute=compute):
            return plan_pb2.LayerwiseCasting(
                storage_dtype=str(storage), compute_dtype=str(compute or "")
            )
        case _:
            return None


def _casting(casting: Casting) -> plan_pb2.LayerwiseCasting | None:
    match casting:
        case LayerwiseCasting(storage=storage, compute=compute):
            return plan_pb2.LayerwiseCasting(
                storage_dtype=str(storage), compute_dtype=str(compute)
            )
        case _:
            return None


def _mode(offload: Offload) -> plan_pb2.OffloadMode.ValueType:
    match offload:
        case NoOffload():
            return plan_pb2.OFFLOAD_MODE_NONE
        case ModelOffload():
            return plan_pb2.OFFLOAD_MODE_MODEL
        case GroupOffload(type=GroupType.BLOCK_LEVEL):
            return plan_pb2.OFFLOAD_MODE_GROUP_BLOCK
        case GroupOffload():
            return plan_pb2.OFFLOAD_MODE_GROUP_LEAF
        case _:
            return plan_pb2.OFFLOAD_MODE_SEQUENTIAL


def _groups(offload: Offload) -> plan_pb2.GroupOffloading | None:
    match offload:
        case GroupOffload(blocks=blocks, stream=stream):
            return plan_pb2.GroupOffloading(blocks=blocks, stream=stream)
        case _:
            return None


def _compile(compilation: Compilation | None) -> plan_pb2.Compile | None:
    if compilation is None or isinstance(compilation, NoCompilation):
        return None
    is_regional = isinstance(compilation, RegionalCompilation)
    return plan_pb2.Compile(
        mode=str(compilation.mode),
        fullgraph=compilation.fullgraph,
        regional=is_regional,
        components=() if isinstance(compilation, RegionalCompilation) else compilation.components,
        backend=str(compilation.backend),
    )


def _cache(cache: StepCache) -> plan_pb2.StepCache | None:
    if isinstance(cache, NoCache):
        return None
    settings = Struct()
    settings.update(
        {one.name: _json_value(getattr(cache, one.name)) for one in settings_of(type(cache))}
    )
    return plan_pb2.StepCache(type=cache.name, settings=settings)


def _json_value(value: Any) -> Any:
    """JSON has lists and no tuples."""
    return list(value) if isinstance(value, tuple) else value
