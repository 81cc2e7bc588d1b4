"""The options of `diffgentor t2i` and `diffgentor plan`."""

from ...domain.device_profile import DEVICE_PROFILES
from ...domain.picture import PictureFormat
from ...domain.precision import Precision
from .option import OnOff, OptionGroup, Switch, Unbuilt, Valued
from .option_value import braced, number, one_of, readable_text, whole_number

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
        OnOff(
            "--enable_tf32",
            "TensorFloat-32 for float32 products; default: on where the device has it",
        ),
        Switch("--enable_vae_slicing", "decode the pictures of a batch one after the other"),
        Switch("--enable_vae_tiling", "decode a large picture in tiles: less memory, slower"),
        Switch("--enable_fuse_qkv", "compute query, key and value in one product"),
        Switch(
            "--enable_layerwise_casting",
            "keep the denoiser's weights narrow: as DG_STORAGE_DTYPE says, or float8_e4m3fn",
        ),
        Valued(
            "--attention_backend",
            "NAME",
            "the kernel that computes attention; default: native",
            readable_text,
        ),
    ),
    "What is asked for is in force, or the run is refused with the reason.",
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
        Unbuilt("--enable_cpu_offload"),
        Unbuilt("--enable_sequential_cpu_offload"),
        Unbuilt("--enable_group_offloading"),
        Unbuilt("--enable_compile"),
        Unbuilt("--compile_regional"),
        Unbuilt("--enable_xformers"),
        Unbuilt("--cache_type", "TYPE"),
        Unbuilt("--cache_setting", "NAME=VALUE"),
        Unbuilt("--optimize", "TEXT"),
        Unbuilt("--preset", "NAME"),
        Unbuilt("--batch_size", "N"),
        Unbuilt("--num_gpus", "N"),
        Unbuilt("--prompts_file", "FILE"),
        Unbuilt("--on_refusal", "WHAT"),
    ),
    "Known from the guide; refused by name until they are built, and so is --backend xdit.",
)
