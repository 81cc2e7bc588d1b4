"""Plans as the contract's messages."""

from ...domain.casting import AskedCasting, Casting, LayerwiseCasting
from ...domain.plan import AskedPlan, OptimizationPlan
from .v1 import plan_pb2


def to_asked_plan(asked: AskedPlan) -> plan_pb2.OptimizationPlan:
    """Return what was said about each technique; what was not said stays unset."""
    return plan_pb2.OptimizationPlan(
        torch_dtype=str(asked.precision or ""),
        tf32=asked.tf32,
        vae_slicing=asked.vae_slicing,
        vae_tiling=asked.vae_tiling,
        fuse_qkv=asked.fuse_qkv,
        attention_backend=str(asked.attention or ""),
        layerwise_casting=None if asked.casting is None else _asked_casting(asked.casting),
        strict=True,
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
        offload=plan_pb2.OFFLOAD_MODE_NONE,
        strict=True,
    )


def _asked_casting(asked: AskedCasting) -> plan_pb2.LayerwiseCasting:
    return plan_pb2.LayerwiseCasting(
        storage_dtype=str(asked.storage), compute_dtype=str(asked.compute or "")
    )


def _casting(casting: Casting) -> plan_pb2.LayerwiseCasting | None:
    match casting:
        case LayerwiseCasting(storage=storage, compute=compute):
            return plan_pb2.LayerwiseCasting(
                storage_dtype=str(storage), compute_dtype=str(compute)
            )
        case _:
            return None
