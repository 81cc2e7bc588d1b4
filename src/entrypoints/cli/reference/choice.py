"""The choices of a technique, each under its word in `--optimize`."""

from collections.abc import Iterator
from dataclasses import dataclass

from ....domain.asked_plan import FIELDS, AskedPlan, said_about
from ....domain.availability import availabilities
from ....domain.cache_package import CACHE_PACKAGES
from ....domain.setting import Setting, value_text
from ....domain.shorthand import SHORTHANDS
from ....domain.technique import Technique
from ..plan_flags import flags_of
from .equipped import DEVICES, equipped_host
from .page import code, table
from .requirement_text import needed


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its word, what it asks for, and its value there."""

    word: str
    asked: AskedPlan
    value: object

    @property
    def flag(self) -> str:
        """The option that asks for the same."""
        return flags_of(self.asked)


def choices_of(technique: Technique) -> Iterator[Choice]:
    """Yield what can be asked for of a technique, in the order of `SHORTHANDS`."""
    for word, asked in SHORTHANDS.items():
        if said_about(asked) == {technique}:
            value = getattr(asked, FIELDS[technique])
            yield Choice(word, asked, value[0] if isinstance(value, tuple) else value)


def needs_of(choice: Choice) -> str:
    """Return the package that a choice needs beside torch and diffusers, or nothing."""
    kinds = (needs for kind, needs in CACHE_PACKAGES.items() if isinstance(choice.value, kind))
    return needed(next(kinds, None))


def devices_of(choice: Choice) -> str:
    """Return the kinds of devices that `doctor` would call fit, where no package is missing."""
    kinds = {
        str(device.kind): one.usable
        for device in DEVICES.values()
        for one in availabilities(equipped_host(device), device)
        if choice.word.startswith(one.name)
    }
    return ", ".join(kind for kind, usable in kinds.items() if usable)


def settings_table(settings: tuple[Setting, ...]) -> Iterator[str]:
    """Yield a table of settings."""
    yield from table(
        ("setting", "variable", "default", "allowed", "meaning"),
        (
            (code(one.name), code(one.variable), default_of(one), one.reader.allowed, one.summary)
            for one in settings
        ),
    )


def default_of(one: Setting) -> str:
    """Return a setting's default as a person would write it."""
    return "(none)" if one.default in (None, ()) else code(value_text(one.default))
