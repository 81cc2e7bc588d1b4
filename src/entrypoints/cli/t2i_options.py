"""The options of `diffgentor t2i` and `diffgentor plan`."""

from ...domain.batching import LARGEST_BATCH
from ...domain.device_profile import DEVICE_PROFILES
from ...domain.on_refusal import OnRefusal
from ...domain.picture import PictureFormat
from ...domain.precision import Precision
from ...domain.preset import PRESETS
from ...domain.setting import Whole
from ...domain.step_cache import STEP_CACHES, NoCache
from .option import OnOff, OptionGroup, Repeated, Switch, Unbuilt, Valued
from .option_value import braced, number, one_of, readable_text, whole_number, within

XDIT = "xdit"
"""A value of `--backend` that is in the guide and not built."""

WHAT = OptionGroup(
    "what to draw",
    (
        Valued("--prompt", "TEXT", "what the picture is to show", readable_text),
        Valued(
            "--negative_prompt",
            "TEXT",
            "what to keep away from, for models that take it",
            readable_text,
        ),
        Valued("--width", "N", "pixels; default: the model's", whole_number),
        Valued("--height", "N", "pixels; default: the model's", whole_number),
        Valued(
            "--num_inference_steps",
            "N",
            "denoising steps, 1 to 1000; default: the model's",
            whole_number,
        ),
        Valued(
            "--guidance_scale",
            "X",
            "how strongly the prompt steers, 0 or more; default: the model's",
            number,
        ),
        Valued(
            "--seed",
            "N",
            "of the first picture, 0 to 2^63-1; picture i uses seed + i; default: a new one",
            whole_number,
        ),
        Valued(
            "--num_images_per_prompt",
            "N",
            "pictures to draw, 1 to 64; default: 1",
            whole_number,
            default=1,
        ),
    ),
)

HOW = OptionGroup(
    "how to draw it",
    (
        Valued(
            "--model_name",
            "NAME",
            "a bundled model, a folder, or a hub id (owner/name); default: shapes, bundled",
            readable_text,
            default="shapes",
        ),
        Valued(
            "--backend",
            "{diffusers}",
            "what runs the model; default: diffusers",
            one_of(("diffusers", XDIT)),
            default="diffusers",
        ),
        Valued(
            "--torch_dtype",
            braced(Precision),
            "the precision of weights and computation; default: what suits the device",
            one_of(Precision),
        ),
        Valued(
            "--preset",
            braced(PRESETS),
            "a starting point; everything else that is said outweighs it",
            one_of(PRESETS),
        ),
        Valued(
            "--optimize",
            "NAMES",
            'optimizations by one word each, with commas between: "vae_slicing,compile,'
            'flash_attention"',
            readable_text,
        ),
        Valued(
            "--on_refusal",
            braced(OnRefusal),
            "what a refused optimization does: stop the run, or be left out and told; "
            "default: error",
            one_of(OnRefusal),
            default=OnRefusal.ERROR.value,
        ),
    ),
    "What is asked for is in force, or the run is refused with the reason.",
)

MEMORY = OptionGroup(
    "less memory",
    (
        OnOff("--enable_vae_slicing", "decode the pictures of a batch one after the other"),
        OnOff("--enable_vae_tiling", "decode a large picture in tiles: less memory, slower"),
        OnOff(
            "--enable_cpu_offload",
            "keep components in the CPU's memory, all but the one that computes",
        ),
        OnOff(
            "--enable_sequential_cpu_offload",
            "keep layers in the CPU's memory, all but the one that computes: least and slowest",
        ),
        OnOff(
            "--enable_group_offloading",
            "keep groups of layers in the CPU's memory: as DG_GROUP_OFFLOAD_TYPE says, or "
            "block_level",
        ),
        OnOff(
            "--enable_layerwise_casting",
            "keep the denoiser's weights narrow: as DG_STORAGE_DTYPE says, or float8_e4m3fn",
        ),
    ),
)

TOGETHER = OptionGroup(
    "more throughput",
    (
        Valued(
            "--batch_size",
            "N",
            f"draw up to so many of the request's pictures in one call, 1 to {LARGEST_BATCH}",
            within(Whole(1, LARGEST_BATCH)),
        ),
    ),
)

SPEED = OptionGroup(
    "more speed",
    (
        OnOff(
            "--enable_tf32",
            "TensorFloat-32 for float32 products; default: on where the device has it",
        ),
        OnOff("--enable_fuse_qkv", "compute query, key and value in one product"),
        Valued(
            "--attention_backend",
            "NAME",
            "the kernel that computes attention; default: native",
            readable_text,
        ),
        Switch("--enable_xformers", "xFormers' attention for UNets and others of that kind"),
        OnOff(
            "--enable_compile",
            "compile with torch.compile, as DG_COMPILE_MODE and its like say",
        ),
        Switch("--compile_regional", "compile the repeated blocks only: starts much sooner"),
        Valued(
            "--cache_type",
            "NAME",
            f"take parts of steps from earlier ones: {', '.join(STEP_CACHES)}, or off",
            one_of((*STEP_CACHES, NoCache.name)),
        ),
        Repeated(
            "--cache_setting", "NAME=VALUE", "a setting of the cache; may be given several times"
        ),
    ),
)

WHERE = OptionGroup(
    "where",
    (
        Valued(
            "--device",
            "NAME",
            "the device that draws: cpu, cuda, cuda:1, …; default: the fastest kind here",
        ),
        Valued(
            "--output_dir",
            "FOLDER",
            "where pictures go, made if needed; default: out",
            default="out",
        ),
        Valued(
            "--output_format",
            braced(PictureFormat),
            "png and webp are lossless, jpeg is not; default: png",
            one_of(PictureFormat),
            default=PictureFormat.PNG.value,
        ),
    ),
)

PLANNED_WHERE = OptionGroup(
    "where",
    (
        Valued(
            "--device",
            "NAME",
            "the device to plan for: cpu, cuda, cuda:1, …; default: the fastest kind here",
        ),
        Valued(
            "--device_profile",
            "NAME",
            f"a device by name, which need not be here: {', '.join(DEVICE_PROFILES)}",
        ),
    ),
)

NOT_BUILT = OptionGroup(
    "not in this version",
    (
        Unbuilt("--num_gpus", "N"),
        Unbuilt("--prompts_file", "FILE"),
    ),
    "Known from the guide; refused by name until they are built, and so is --backend xdit.",
)
