"""What the environment says. No other module reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.plan import UnbuiltOption

PREFIX = "DG_"
"""The guide's environment variables begin with this."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment's part of what was asked for.

    Attributes:
        unbuilt: the guide's variables that are set. This version obeys none of them yet, so a
            plan made with them is refused by their names.
    """

    unbuilt: tuple[UnbuiltOption, ...] = ()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting there is."""
    names = sorted(name for name in environment if name.startswith(PREFIX))
    return Settings(tuple(UnbuiltOption(name, environment[name]) for name in names))
