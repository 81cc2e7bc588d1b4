"""A plan as the words of a command line that ask for it."""

from collections.abc import Container, Iterable, Iterator

from ...domain.asked_plan import AskedPlan
from ...domain.attention import XformersProcessors
from ...domain.casting import AskedCasting, NoCasting
from ...domain.compilation import Compilation, NoCompilation, RegionalCompilation
from ...domain.offload import GroupOffload, ModelOffload, NoOffload, Offload
from ...domain.setting import Setting, settings_of, value_text
from ...domain.step_cache import StepCache
from ..settings import COMPUTE, STORAGE

NOTHING = AskedPlan()


def flags_of(asked: AskedPlan, instead_of: AskedPlan = NOTHING) -> str:
    """Return the variables to set and the options, or words for none.

    A setting at its default is named where `instead_of` had another, which may stand in the
    environment still.
    """
    changed = {one.variable for one, _ in _changed(instead_of)}
    variables = (
        f"{one.variable}={value_text(value)}"
        for one, value in _settings(_by_variable(asked))
        if value is not None and (value != one.default or one.variable in changed)
    )
    return " ".join((*variables, *_flags(asked, changed))) or "none of these options"


def _changed(asked: AskedPlan) -> Iterator[tuple[Setting, object]]:
    """Yield the settings that are not at their default."""
    choices = (*_by_variable(asked), *asked.caches)
    return ((one, value) for one, value in _settings(choices) if value != one.default)


def _by_variable(asked: AskedPlan) -> tuple[object, ...]:
    """Return the choices whose settings have no option but a variable."""
    compilation = () if asked.compilation is None else (asked.compilation,)
    casting = (asked.casting,) if isinstance(asked.casting, AskedCasting) else ()
    return (*asked.offloads, *compilation, *casting)


def _settings(choices: Iterable[object]) -> Iterator[tuple[Setting, object]]:
    for choice in choices:
        own = (STORAGE, COMPUTE) if isinstance(choice, AskedCasting) else settings_of(type(choice))
        yield from ((one, getattr(choice, one.name)) for one in own)


def _flags(asked: AskedPlan, changed: Container[str]) -> Iterator[str]:
    yield from _switch("vae_slicing", asked.vae_slicing)
    yield from _switch("vae_tiling", asked.vae_tiling)
    yield from _switch("fuse_qkv", asked.fuse_qkv)
    yield from _switch("tf32", asked.tf32)
    match asked.casting:
        case AskedCasting():
            yield "--enable_layerwise_casting"
        case NoCasting():
            yield "--no-enable_layerwise_casting"
    if asked.precision is not None:
        yield f"--torch_dtype {asked.precision}"
    for attention in asked.attentions:
        is_unet_path = isinstance(attention, XformersProcessors)
        yield "--enable_xformers" if is_unet_path else f"--attention_backend {attention}"
    yield from (_offload(offload) for offload in asked.offloads)
    if asked.compilation is not None:
        yield _compilation(asked.compilation)
    for cache in asked.caches:
        yield from _cache(cache, changed)
    if asked.batch_size is not None:
        yield f"--batch_size {asked.batch_size}"


def _switch(name: str, on: bool | None) -> Iterator[str]:
    if on is not None:
        yield f"--{'' if on else 'no-'}enable_{name}"


def _offload(offload: Offload) -> str:
    match offload:
        case NoOffload():
            return "--no-enable_cpu_offload"
        case ModelOffload():
            return "--enable_cpu_offload"
        case GroupOffload():
            return "--enable_group_offloading"
        case _:
            return "--enable_sequential_cpu_offload"


def _compilation(compilation: Compilation) -> str:
    match compilation:
        case NoCompilation():
            return "--no-enable_compile"
        case RegionalCompilation():
            return "--compile_regional"
        case _:
            return "--enable_compile"


def _cache(cache: StepCache, changed: Container[str]) -> Iterator[str]:
    yield f"--cache_type {cache.name}"
    for one in settings_of(type(cache)):
        value = getattr(cache, one.name)
        if value != one.default or one.variable in changed:
            yield f"--cache_setting {one.name}={value_text(value)}"
