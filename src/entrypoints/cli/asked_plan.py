"""From options, a preset and the environment to what was asked of the plan.

What is said in several places counts in this order, the last outweighing the others: what the
device does by default, `--preset`, the environment, `--optimize`, options of their own.
"""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace

from ...domain.asked_plan import AskedPlan, UnbuiltOption, coming_from, laid_over
from ...domain.attention import Attention, XformersProcessors, attention_called
from ...domain.casting import AskedCasting, NoCasting
from ...domain.compilation import (
    Compilation,
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from ...domain.errors import InvalidOption
from ...domain.offload import GroupOffload, ModelOffload, NoOffload, Offload, SequentialOffload
from ...domain.precision import Precision
from ...domain.preset import preset_called
from ...domain.shorthand import asked_in_short
from ...domain.step_cache import STEP_CACHES, NoCache, StepCache
from ..settings import Settings
from .configured import configured
from .t2i_options import XDIT

_OFFLOADS: dict[str, Offload] = {
    "cpu_offload": ModelOffload(),
    "sequential_cpu_offload": SequentialOffload(),
    "group_offloading": GroupOffload(),
}


def to_asked_plan(options: Namespace, settings: Settings) -> AskedPlan:
    """Return what all sources say together, with the origin of each choice.

    Raises:
        InvalidOption: a preset, a word of `--optimize` or a setting does not exist.
    """
    in_short = laid_over(_in_short(options))
    asked = laid_over([in_short, *_by_flags(options, in_short)])
    unbuilt = tuple(dict.fromkeys((*asked.unbuilt, *_unbuilt(options, settings))))
    return configured(replace(asked, unbuilt=unbuilt), settings, options.cache_setting or ())


def _in_short(options: Namespace) -> Iterator[AskedPlan]:
    if options.preset is not None:
        yield coming_from(f"--preset {options.preset}", preset_called(options.preset).plan)
    if options.optimize is not None:
        words = [word.strip() for word in options.optimize.split(",") if word.strip()]
        yield coming_from("--optimize", asked_in_short(words))


def _by_flags(options: Namespace, before: AskedPlan) -> Iterator[AskedPlan]:
    """Yield one layer for each technique that has options of its own, over what is `before`."""
    if options.torch_dtype is not None:
        plan = AskedPlan(precision=Precision(options.torch_dtype))
        yield coming_from("--torch_dtype", plan)
    for name, said in {
        "enable_tf32": AskedPlan(tf32=options.enable_tf32),
        "enable_vae_slicing": AskedPlan(vae_slicing=options.enable_vae_slicing),
        "enable_vae_tiling": AskedPlan(vae_tiling=options.enable_vae_tiling),
        "enable_fuse_qkv": AskedPlan(fuse_qkv=options.enable_fuse_qkv),
        "enable_layerwise_casting": AskedPlan(casting=_casting(options)),
    }.items():
        yield coming_from(_flag(options, name), said)
    yield coming_from(_attention_origin(options), AskedPlan(attentions=_attentions(options)))
    yield coming_from(
        _offload_origin(options), AskedPlan(offloads=_offloads(options, before.offloads))
    )
    compile_flag = "--compile_regional" if options.compile_regional else None
    yield coming_from(
        compile_flag or _flag(options, "enable_compile"),
        AskedPlan(compilation=_compilation(options)),
    )
    yield coming_from("--cache_type", AskedPlan(caches=_caches(options)))
    yield coming_from("--batch_size", AskedPlan(batch_size=options.batch_size))


def _flag(options: Namespace, name: str) -> str:
    """Return the switch as it was given."""
    return f"--no-{name}" if vars(options)[name] is False else f"--{name}"


def _casting(options: Namespace) -> AskedCasting | NoCasting | None:
    said: dict[bool | None, AskedCasting | NoCasting | None] = {
        True: AskedCasting(), False: NoCasting(), None: None,
    }  # fmt: skip
    return said[options.enable_layerwise_casting]


def _attentions(options: Namespace) -> tuple[Attention, ...]:
    named = options.attention_backend
    xformers = (XformersProcessors(),) if options.enable_xformers else ()
    return (*xformers, *(() if named is None else (attention_called(named),)))


def _attention_origin(options: Namespace) -> str:
    flags = {
        "--enable_xformers": options.enable_xformers,
        "--attention_backend": options.attention_backend is not None,
    }
    return " and ".join(flag for flag, given in flags.items() if given)


def _offloads(options: Namespace, before: tuple[Offload, ...]) -> tuple[Offload, ...]:
    """Return what the switches say; one that is off switches off its own kind of `before`."""
    said = {name: vars(options)[f"enable_{name}"] for name in _OFFLOADS}
    wanted = tuple(_OFFLOADS[name] for name, on in said.items() if on)
    off = {type(_OFFLOADS[name]) for name, on in said.items() if on is False}
    left = tuple(one for one in before if type(one) not in off)
    if wanted or not off or (before and left == before):
        return wanted
    return left or (NoOffload(),)


def _offload_origin(options: Namespace) -> str:
    said = {f"enable_{name}": vars(options)[f"enable_{name}"] for name in _OFFLOADS}
    decisive = True in said.values()
    return " and ".join(_flag(options, name) for name, on in said.items() if on is decisive)


def _compilation(options: Namespace) -> Compilation | None:
    if options.compile_regional and options.enable_compile is False:
        raise InvalidOption(
            "--compile_regional and --no-enable_compile exclude each other.", "Give one of them."
        )
    if options.compile_regional:
        return RegionalCompilation()
    said: dict[bool | None, Compilation | None] = {
        True: WholeCompilation(), False: NoCompilation(), None: None,
    }  # fmt: skip
    return said[options.enable_compile]


def _caches(options: Namespace) -> tuple[StepCache, ...]:
    if options.cache_type is None:
        return ()
    return (
        NoCache() if options.cache_type == NoCache.name else STEP_CACHES[options.cache_type](),
    )


def _unbuilt(options: Namespace, settings: Settings) -> tuple[UnbuiltOption, ...]:
    """One entry for each name; an option that was given more than once keeps all its values."""
    backend = (UnbuiltOption("--backend", XDIT),) if options.backend == XDIT else ()
    values: dict[str, list[str]] = {}
    for given in (*backend, *options.unbuilt, *settings.unbuilt):
        values.setdefault(given.option, []).append(given.value)
    return tuple(UnbuiltOption(option, ", ".join(given)) for option, given in values.items())
