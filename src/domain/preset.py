"""Named starting points: the guide's four quick starts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from .asked_plan import AskedPlan, UnbuiltOption
from .errors import InvalidOption
from .shorthand import asked_in_short


@dataclass(frozen=True, slots=True)
class Preset:
    """A plan by name, and the machine it is for."""

    name: str
    purpose: str
    plan: AskedPlan


def _preset(
    name: str, purpose: str, *words: str, together: int | None = None, **unbuilt: str
) -> Preset:
    options = tuple(UnbuiltOption(f"--{option}", value) for option, value in unbuilt.items())
    plan = replace(asked_in_short(words), batch_size=together, unbuilt=options)
    return Preset(name, purpose, plan)


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            _preset(
                "memory-constrained",
                "GPUs of 8 to 16 GB",
                "float16",
                "cpu_offload",
                "vae_slicing",
            ),
            _preset(
                "balanced",
                "GPUs of 24 GB",
                "bfloat16",
                "vae_slicing",
                "flash_attention",
            ),
            _preset(
                "max-speed",
                "GPUs of 40 GB and more",
                "bfloat16",
                "compile",
                "flash_attention",
                "first_block_cache",
                together=4,
            ),
            _preset(
                "multi-gpu",
                "eight GPUs, with xDiT",
                together=8,
                backend="xdit",
                num_gpus="8",
                ulysses_degree="4",
                data_parallel_degree="2",
            ),
        )
    }
)


def preset_called(name: str) -> Preset:
    """Return the preset of that name.

    Raises:
        InvalidOption: there is none.
    """
    if name not in PRESETS:
        raise InvalidOption(f"There is no preset {name!r}.", f"There are: {', '.join(PRESETS)}.")
    return PRESETS[name]
