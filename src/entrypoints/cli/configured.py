"""The choices of a plan with the settings that the environment and `--cache_setting` give them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from ...domain.asked_plan import AskedPlan
from ...domain.casting import AskedCasting, NoCasting, StorageType
from ...domain.compilation import DENOISER, RegionalCompilation
from ...domain.errors import InvalidOption
from ...domain.precision import Precision
from ...domain.setting import BadSetting, UnknownSetting, choice_with, settings_of, value_text
from ...domain.technique import Technique
from ..settings import COMPUTE, STORAGE, Settings

FLAG = "--cache_setting"
COMPONENTS = "DG_COMPILE_COMPONENTS"

Choice = TypeVar("Choice")


def configured(
    asked: AskedPlan, settings: Settings, cache_settings: Sequence[str] = ()
) -> AskedPlan:
    """Return what was asked with each choice's settings, and where those come from.

    A variable counts for whoever asks for what it belongs to, and for nobody else.

    Raises:
        InvalidOption: a cache setting has no `=`, does not exist, or has a value that it does not
            take; or there is no cache to set.
    """
    given = _pairs(cache_settings)
    if given and not asked.caches:
        raise InvalidOption(
            f"{FLAG} sets a step cache, and none is asked for.", "Add --cache_type."
        )
    used: dict[Technique, list[str]] = {}
    environment = settings.texts
    _insist_on_whole_components(asked, environment)

    def with_settings(technique: Technique, choice: Choice, more: Mapping[str, str]) -> Choice:
        variables = {one.name: one.variable for one in settings_of(type(choice))}
        texts = {
            one.name: value_text(getattr(choice, one.name)) for one in settings_of(type(choice))
        }
        for name, variable in variables.items():
            if variable in environment and name not in more:
                texts[name] = environment[variable]
                used.setdefault(technique, []).append(f"{name} from {variable}")
        used.setdefault(technique, []).extend(f"{name} from {FLAG}" for name in more)
        return _built(type(choice), {**texts, **more})

    return replace(
        asked,
        casting=_casting(asked.casting, environment, used),
        offloads=tuple(with_settings(Technique.OFFLOAD, one, {}) for one in asked.offloads),
        compilation=asked.compilation and with_settings(Technique.COMPILE, asked.compilation, {}),
        # Of several caches the last counts; that there are several a rule will tell.
        caches=tuple(
            with_settings(Technique.CACHE, one, given if one is asked.caches[-1] else {})
            for one in asked.caches
        ),
        origins=MappingProxyType(
            {
                technique: ", ".join([origin, *used.get(technique, [])])
                for technique, origin in asked.origins.items()
            }
        ),
    )


def _insist_on_whole_components(asked: AskedPlan, environment: Mapping[str, str]) -> None:
    """Regional compilation is of the denoiser's blocks, and would pass over other components."""
    named = environment.get(COMPONENTS, DENOISER)
    if isinstance(asked.compilation, RegionalCompilation) and named != DENOISER:
        raise InvalidOption(
            f"{COMPONENTS} is {named!r}, and --compile_regional compiles the denoiser's blocks "
            "only.",
            f"Unset {COMPONENTS}, or use --enable_compile alone.",
        )


def _casting(
    asked: AskedCasting | NoCasting | None,
    environment: Mapping[str, str],
    used: dict[Technique, list[str]],
) -> AskedCasting | NoCasting | None:
    if not isinstance(asked, AskedCasting):
        return asked
    used[Technique.LAYERWISE_CASTING] = [
        f"{one.name} from {one.variable}"
        for one in (STORAGE, COMPUTE)
        if one.variable in environment
    ]
    storage, compute = environment.get(STORAGE.variable), environment.get(COMPUTE.variable)
    return AskedCasting(
        asked.storage if storage is None else StorageType(storage),
        asked.compute if compute is None else Precision(compute),
    )


def _pairs(cache_settings: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in cache_settings:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidOption(
                f"{FLAG} takes NAME=VALUE, not {text!r}.", f"Such as {FLAG} threshold=0.1."
            )
        pairs[name.strip()] = value.strip()
    return pairs


def _built(kind: type[Choice], texts: Mapping[str, str]) -> Choice:
    try:
        return choice_with(kind, texts)
    except UnknownSetting as error:
        raise InvalidOption(f"{FLAG}: {error}", error.suggestion) from None
    except BadSetting as error:
        raise InvalidOption(f"{FLAG}: {error}", f"It takes {error.allowed}.") from None
