"""One word for each optimization, as `--optimize` and presets take them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeVar

from .asked_plan import AskedPlan
from .attention import KERNELS_BY_NAME, XformersProcessors, attention_called
from .casting import AskedCasting
from .compilation import Compilation, RegionalCompilation, WholeCompilation
from .errors import InvalidOption
from .offload import GroupOffload, ModelOffload, SequentialOffload
from .precision import Precision
from .step_cache import STEP_CACHES

Choice = TypeVar("Choice")

ATTENTION = "_attention"
"""What follows a kernel's name: `flash_attention`."""

SHORTHANDS: Mapping[str, AskedPlan] = MappingProxyType(
    {
        **{str(precision): AskedPlan(precision=precision) for precision in Precision},
        "tf32": AskedPlan(tf32=True),
        "vae_slicing": AskedPlan(vae_slicing=True),
        "vae_tiling": AskedPlan(vae_tiling=True),
        "fuse_qkv": AskedPlan(fuse_qkv=True),
        "layerwise_casting": AskedPlan(casting=AskedCasting()),
        "cpu_offload": AskedPlan(offloads=(ModelOffload(),)),
        "sequential_cpu_offload": AskedPlan(offloads=(SequentialOffload(),)),
        "group_offloading": AskedPlan(offloads=(GroupOffload(),)),
        "compile": AskedPlan(compilation=WholeCompilation()),
        "compile_regional": AskedPlan(compilation=RegionalCompilation()),
        "xformers": AskedPlan(attentions=(XformersProcessors(),)),
        **{
            f"{name.lstrip('_')}{ATTENTION}": AskedPlan(attentions=(attention_called(name),))
            for name in KERNELS_BY_NAME
        },
        **{name: AskedPlan(caches=(kind(),)) for name, kind in STEP_CACHES.items()},
    }
)
"""What each word asks for."""


def asked_in_short(words: Iterable[str]) -> AskedPlan:
    """Return what the words ask for together.

    Of what only one can be in force, all that are named are kept, for a rule to tell.

    Raises:
        InvalidOption: a word is none of `SHORTHANDS`, or two of them name a precision.
    """
    result = AskedPlan()
    for word in words:
        result = _joined(result, _meaning(word))
    return result


def _meaning(word: str) -> AskedPlan:
    if word in SHORTHANDS:
        return SHORTHANDS[word]
    close = get_close_matches(word.lower(), SHORTHANDS, n=1)
    raise InvalidOption(
        f"There is no optimization {word!r}.",
        f"Did you mean {close[0]}?" if close else f"There are: {', '.join(SHORTHANDS)}.",
    )


def _joined(one: AskedPlan, other: AskedPlan) -> AskedPlan:
    if one.precision and other.precision and one.precision is not other.precision:
        raise InvalidOption(
            f"{one.precision} and {other.precision} exclude each other.", "Name one precision."
        )
    return replace(
        one,
        precision=one.precision or other.precision,
        tf32=one.tf32 or other.tf32,
        vae_slicing=one.vae_slicing or other.vae_slicing,
        vae_tiling=one.vae_tiling or other.vae_tiling,
        fuse_qkv=one.fuse_qkv or other.fuse_qkv,
        casting=one.casting or other.casting,
        attentions=_each_once(one.attentions + other.attentions),
        offloads=_each_once(one.offloads + other.offloads),
        compilation=_more_precise(one.compilation, other.compilation),
        caches=_each_once(one.caches + other.caches),
        batch_size=one.batch_size or other.batch_size,
    )


def _more_precise(one: Compilation | None, other: Compilation | None) -> Compilation | None:
    """Regional compilation is a way of compiling, so it outweighs the plain word."""
    regional = [each for each in (one, other) if isinstance(each, RegionalCompilation)]
    return regional[0] if regional else one or other


def _each_once(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple(dict.fromkeys(choices))
