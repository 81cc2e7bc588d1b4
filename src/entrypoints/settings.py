"""What the environment says. No other module reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from ..domain.casting import AskedCasting, StorageType
from ..domain.errors import InvalidOption
from ..domain.plan import UnbuiltOption
from ..domain.precision import Precision

Choice = TypeVar("Choice", bound=StrEnum)

PREFIX = "DG_"
"""The guide's environment variables begin with this."""

BUILT = ("DG_STORAGE_DTYPE", "DG_COMPUTE_DTYPE")
"""Those that this version obeys."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment's part of what was asked for.

    Attributes:
        casting: how to cast, for whoever asks for layerwise casting.
        unbuilt: the guide's variables that are set and that this version does not obey yet: a
            plan made with them is refused by their names.
    """

    casting: AskedCasting = field(default_factory=AskedCasting)
    unbuilt: tuple[UnbuiltOption, ...] = ()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting there is.

    Raises:
        InvalidOption: a variable's value is none that it takes; the error names the variable.
    """
    storage = _one_of(StorageType, "DG_STORAGE_DTYPE", environment)
    compute = _one_of(Precision, "DG_COMPUTE_DTYPE", environment)
    names = sorted(name for name in environment if name.startswith(PREFIX))
    return Settings(
        AskedCasting(storage or StorageType.FLOAT8_E4M3FN, compute),
        tuple(UnbuiltOption(name, environment[name]) for name in names if name not in BUILT),
    )


def _one_of(kind: type[Choice], variable: str, environment: Mapping[str, str]) -> Choice | None:
    if variable not in environment:
        return None
    value = environment[variable]
    if value not in set(kind):
        raise InvalidOption(
            f"The environment variable {variable} is {value!r}.",
            f"It takes one of: {', '.join(kind)}.",
        )
    return kind(value)
