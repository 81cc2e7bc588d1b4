"""Techniques of the guide that this version does not have yet, for `doctor` to name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnbuiltTechnique:
    """A name, its option, and the package that it will need (empty: none)."""

    name: str
    flag: str
    package: str = ""


UNBUILT = (
    UnbuiltTechnique("cpu_offload", "--enable_cpu_offload"),
    UnbuiltTechnique("sequential_cpu_offload", "--enable_sequential_cpu_offload"),
    UnbuiltTechnique("group_offloading", "--enable_group_offloading"),
    UnbuiltTechnique("compile", "--enable_compile"),
    UnbuiltTechnique("xformers_unet", "--enable_xformers", "xformers"),
    UnbuiltTechnique("deep_cache", "--cache_type deep_cache", "DeepCache"),
    UnbuiltTechnique("first_block_cache", "--cache_type first_block_cache"),
    UnbuiltTechnique("pab", "--cache_type pab"),
    UnbuiltTechnique("faster_cache", "--cache_type faster_cache"),
    UnbuiltTechnique("taylor_seer", "--cache_type taylor_seer"),
    UnbuiltTechnique("cache_dit", "--cache_type cache_dit", "cache-dit"),
    UnbuiltTechnique("batch_inference", "--batch_size"),
    UnbuiltTechnique("xdit", "--backend xdit", "xfuser"),
)
