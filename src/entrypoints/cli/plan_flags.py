"""A plan as the options that ask for it."""

from ...domain.plan import AskedPlan


def flags_of(asked: AskedPlan) -> str:
    """Return the options, or words for none."""
    switches = {
        "--enable_vae_slicing": asked.vae_slicing,
        "--enable_vae_tiling": asked.vae_tiling,
        "--enable_fuse_qkv": asked.fuse_qkv,
        "--enable_tf32": asked.tf32,
        "--enable_layerwise_casting": asked.casting is not None,
    }
    flags = [flag for flag, on in switches.items() if on]
    if asked.tf32 is False:
        flags.append("--no-enable_tf32")
    if asked.precision is not None:
        flags.append(f"--torch_dtype {asked.precision}")
    if asked.attention is not None:
        flags.append(f"--attention_backend {asked.attention}")
    return " ".join(flags) or "none of these options"
