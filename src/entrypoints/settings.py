"""What the environment says. No other module reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from ..domain.asked_plan import UnbuiltOption
from ..domain.casting import StorageType
from ..domain.compilation import COMPILATIONS
from ..domain.errors import InvalidOption
from ..domain.offload import OFFLOADS
from ..domain.precision import Precision
from ..domain.setting import BadSetting, OneOf, Setting, read_setting, settings_of
from ..domain.step_cache import STEP_CACHES

PREFIX = "DG_"
"""The guide's environment variables begin with this."""

UNBUILT_PREFIX = "DG_XDIT_"
"""The variables of the guide that this version does not obey yet."""

STORAGE = Setting(
    "storage",
    "DG_STORAGE_DTYPE",
    "what layerwise casting keeps weights in",
    StorageType.FLOAT8_E4M3FN,
    OneOf(StorageType),
)
COMPUTE = Setting(
    "compute",
    "DG_COMPUTE_DTYPE",
    "what layerwise casting computes in; otherwise as --torch_dtype",
    None,
    OneOf(Precision),
)
CHOICES = (*OFFLOADS.values(), *COMPILATIONS.values(), *STEP_CACHES.values())

VARIABLES: Mapping[str, Setting] = MappingProxyType(
    {
        one.variable: one
        for one in (STORAGE, COMPUTE, *(each for kind in CHOICES for each in settings_of(kind)))
    }
)
"""Every variable that this version obeys, with what it sets."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment's part of what was asked for.

    Attributes:
        texts: the variables that are set, each with a value that its setting takes.
        unbuilt: the guide's variables that are set and that this version does not obey yet: a
            plan made with them is refused by their names.
    """

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unbuilt: tuple[UnbuiltOption, ...] = ()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting there is.

    Raises:
        InvalidOption: a variable's value is none that it takes, or there is no such variable; the
            error names it.
    """
    names = sorted(name for name in environment if name.startswith(PREFIX))
    unbuilt = [name for name in names if name.startswith(UNBUILT_PREFIX)]
    texts = {name: environment[name] for name in names if name not in unbuilt}
    for name, text in texts.items():
        _insist_on(name, text)
    return Settings(
        MappingProxyType(texts), tuple(UnbuiltOption(name, environment[name]) for name in unbuilt)
    )


def _insist_on(name: str, text: str) -> None:
    if name not in VARIABLES:
        close = get_close_matches(name, VARIABLES, n=1)
        raise InvalidOption(
            f"diffgentor knows no environment variable {name}.",
            f"Did you mean {close[0]}?" if close else f"Unset {name}.",
        )
    try:
        read_setting(VARIABLES[name], text)
    except BadSetting as error:
        raise InvalidOption(
            f"The environment variable {name} is {text!r}.", f"It takes {error.allowed}."
        ) from None
