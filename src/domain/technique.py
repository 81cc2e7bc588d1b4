"""The optimizations by name: what each is for, when it can be switched, what it costs."""

from dataclasses import dataclass
from enum import StrEnum


class Technique(StrEnum):
    """One optimization, or one choice that decides how fast and how small."""

    TORCH_DTYPE = "torch_dtype"
    TF32 = "tf32"
    VAE_SLICING = "vae_slicing"
    VAE_TILING = "vae_tiling"
    FUSE_QKV = "fuse_qkv"
    ATTENTION_BACKEND = "attention_backend"
    LAYERWISE_CASTING = "layerwise_casting"
    OFFLOAD = "offload"
    COMPILE = "compile"
    CACHE = "cache"
    BATCH_SIZE = "batch_size"


class Purpose(StrEnum):
    """What somebody wants it for."""

    MEMORY = "memory"
    SPEED = "speed"
    THROUGHPUT = "throughput"


class Scope(StrEnum):
    """When it can be switched."""

    LOAD_TIME = "load-time"
    PER_REQUEST = "per-request"


@dataclass(frozen=True, slots=True)
class TechniqueDescription:
    """What a person choosing among techniques wants to know."""

    technique: Technique
    purpose: Purpose
    scope: Scope
    flag: str
    summary: str
    effect: str
    source: str


CATALOGUE: tuple[TechniqueDescription, ...] = (
    TechniqueDescription(
        Technique.TORCH_DTYPE,
        Purpose.MEMORY,
        Scope.LOAD_TIME,
        "--torch_dtype",
        "Hold weights and compute in float32, float16 or bfloat16.",
        "Half precision halves the weights and is faster where the device has units for it; "
        "pictures change slightly.",
        "https://huggingface.co/docs/diffusers/optimization/fp16",
    ),
    TechniqueDescription(
        Technique.TF32,
        Purpose.SPEED,
        Scope.LOAD_TIME,
        "--enable_tf32",
        "Let float32 matrix products use TensorFloat-32 units (NVIDIA Ampere and newer).",
        "Faster float32 products with 10 instead of 23 bits of mantissa. On by default where "
        "the device has it.",
        "https://docs.pytorch.org/docs/stable/notes/cuda.html#tf32-on-ampere",
    ),
    TechniqueDescription(
        Technique.VAE_SLICING,
        Purpose.MEMORY,
        Scope.PER_REQUEST,
        "--enable_vae_slicing",
        "Decode the pictures of a batch one after the other.",
        "Less memory at the end of a batch, slightly slower; pictures differ by rounding.",
        "https://huggingface.co/docs/diffusers/optimization/memory#vae-slicing",
    ),
    TechniqueDescription(
        Technique.VAE_TILING,
        Purpose.MEMORY,
        Scope.PER_REQUEST,
        "--enable_vae_tiling",
        "Decode a large picture in overlapping tiles.",
        "Much less memory for large pictures, slower; tones may differ between tiles.",
        "https://huggingface.co/docs/diffusers/optimization/memory#vae-tiling",
    ),
    TechniqueDescription(
        Technique.FUSE_QKV,
        Purpose.SPEED,
        Scope.LOAD_TIME,
        "--enable_fuse_qkv",
        "Compute query, key and value of an attention in one matrix product.",
        "Fewer, larger products; about 15 % more weight memory, since the separate ones stay.",
        "https://huggingface.co/docs/diffusers/api/models/overview",
    ),
    TechniqueDescription(
        Technique.ATTENTION_BACKEND,
        Purpose.SPEED,
        Scope.LOAD_TIME,
        "--attention_backend",
        "Which kernel computes attention.",
        "`native` is torch's scaled_dot_product_attention, which picks a fused kernel itself; "
        "others can be faster. Pictures change by rounding, with sage (8-bit) by more.",
        "https://huggingface.co/docs/diffusers/optimization/attention_backends",
    ),
    TechniqueDescription(
        Technique.LAYERWISE_CASTING,
        Purpose.MEMORY,
        Scope.LOAD_TIME,
        "--enable_layerwise_casting",
        "Keep the denoiser's weights in 8 bits and widen each layer's for its computation.",
        "Halves the denoiser's weights against half precision; somewhat slower; pictures change. "
        "`DG_STORAGE_DTYPE` chooses the type that is kept (float8_e4m3fn).",
        "https://huggingface.co/docs/diffusers/optimization/memory#layerwise-casting",
    ),
    TechniqueDescription(
        Technique.OFFLOAD,
        Purpose.MEMORY,
        Scope.LOAD_TIME,
        "--enable_cpu_offload",
        "Keep weights in the CPU's memory and bring them to the device when they are needed.",
        "Much less memory on the device for much time in transfers: by whole components least, by "
        "single layers most. Pictures do not change.",
        "https://huggingface.co/docs/diffusers/optimization/memory#offloading",
    ),
    TechniqueDescription(
        Technique.COMPILE,
        Purpose.SPEED,
        Scope.LOAD_TIME,
        "--enable_compile",
        "Let torch.compile make faster code for this model, size and device.",
        "Faster steps after a first picture that takes seconds to minutes longer, and again for "
        "each new size. Pictures change by rounding.",
        "https://huggingface.co/docs/diffusers/optimization/fp16#torchcompile",
    ),
    TechniqueDescription(
        Technique.CACHE,
        Purpose.SPEED,
        Scope.PER_REQUEST,
        "--cache_type",
        "Take parts of a step from an earlier step instead of computing them.",
        "Faster, and pictures change; the better caches change them less than drawing in fewer "
        "steps would.",
        "https://huggingface.co/docs/diffusers/optimization/cache",
    ),
    TechniqueDescription(
        Technique.BATCH_SIZE,
        Purpose.THROUGHPUT,
        Scope.PER_REQUEST,
        "--batch_size",
        "Draw up to so many pictures of a request in one call.",
        "More pictures a second where one alone does not fill the device, and more memory; "
        "pictures differ from those drawn alone by rounding.",
        "https://huggingface.co/docs/diffusers/using-diffusers/batched_inference",
    ),
)

BY_TECHNIQUE = {description.technique: description for description in CATALOGUE}
