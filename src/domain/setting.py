"""Settings: the fields of a choice that a person may give by name, each as a text.

A choice declares its fields with `setting`, and from that alone come the check of every value, the
environment variable, the documentation, and the text that a receipt keeps and a replay reads back.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

_KEY = "setting"


class Reader(Protocol):
    """What a setting's value may be."""

    @property
    def allowed(self) -> str:
        """What the text may be, in words."""
        ...

    def read(self, text: str) -> object:
        """Return the value that `text` spells.

        Raises:
            ValueError: it spells none that is allowed.
        """
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int
    most: int

    @property
    def allowed(self) -> str:
        """The bounds."""
        return f"a whole number from {self.least} to {self.most}"

    def read(self, text: str) -> int:
        """Return the number."""
        return _within(int(text), self.least, self.most)


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number from `least` to `most`."""

    least: float
    most: float

    @property
    def allowed(self) -> str:
        """The bounds."""
        return f"a number from {self.least:g} to {self.most:g}"

    def read(self, text: str) -> float:
        """Return the number."""
        return _within(float(text), self.least, self.most)


@dataclass(frozen=True, slots=True)
class OnOff:
    """`on` or `off`; `true`, `false`, `1` and `0` are understood."""

    allowed: ClassVar[str] = "on or off"

    def read(self, text: str) -> bool:
        """Return whether it is on."""
        words = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
        if text.lower() not in words:
            raise ValueError(text)
        return words[text.lower()]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the words of an enumeration."""

    words: type[StrEnum]

    @property
    def allowed(self) -> str:
        """The words."""
        return " or ".join(self.words)

    def read(self, text: str) -> StrEnum:
        """Return the word."""
        return self.words(text)


@dataclass(frozen=True, slots=True)
class Span:
    """Two whole numbers with a comma between, the lower one first: `100,800`."""

    least: int
    most: int

    @property
    def allowed(self) -> str:
        """The form and the bounds."""
        return f"two whole numbers from {self.least} to {self.most}, the lower first: 100,800"

    def read(self, text: str) -> tuple[int, int]:
        """Return both."""
        low, high = (_within(int(part), self.least, self.most) for part in text.split(","))
        if low >= high:
            raise ValueError(text)
        return low, high


@dataclass(frozen=True, slots=True)
class Words:
    """One or more words of letters, digits and underscores, with commas between."""

    allowed: ClassVar[str] = "names with commas between"

    def read(self, text: str) -> tuple[str, ...]:
        """Return the words, each once."""
        words = tuple(dict.fromkeys(word.strip() for word in text.split(",")))
        if not all(word.isidentifier() for word in words):
            raise ValueError(text)
        return words


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of a choice: how it is called, here and in the environment, and what it takes."""

    name: str
    variable: str
    summary: str
    default: object
    reader: Reader


class UnknownSetting(ValueError):
    """A choice has no setting of that name; `suggestion` says what there is."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        close = get_close_matches(name, known, n=1)
        there_are = f"There are: {', '.join(known)}." if known else "It has none."
        self.suggestion = f"Did you mean {close[0]}?" if close else there_are
        super().__init__(f"There is no setting {name!r}.")


class BadSetting(ValueError):
    """A setting's value is none that it takes; `allowed` says what it does."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        self.allowed = allowed
        super().__init__(f"{name} is {value!r}; allowed: {allowed}.")


Choice = TypeVar("Choice")


def setting(default: object, reader: Reader, variable: str, summary: str) -> Any:
    """Declare a field of a choice. `summary` says what it does, without a full stop."""
    return dataclasses.field(default=default, metadata={_KEY: (reader, variable, summary)})


def settings_of(kind: type[Any]) -> tuple[Setting, ...]:
    """Return the settings of a kind of choice, in their order."""
    return tuple(
        Setting(field.name, variable, summary, field.default, reader)
        for field in dataclasses.fields(kind)
        for reader, variable, summary in [field.metadata[_KEY]]
    )


def choice_with(kind: type[Choice], given: Mapping[str, str]) -> Choice:
    """Return a choice of that kind with the settings in `given`, and the default of all others.

    Raises:
        UnknownSetting: the kind has no such setting.
        BadSetting: a value is none that its setting takes.
    """
    known = {one.name: one for one in settings_of(kind)}
    for name in given:
        if name not in known:
            raise UnknownSetting(name, tuple(known))
    return kind(**{name: read_setting(known[name], text) for name, text in given.items()})


def read_setting(one: Setting, text: str) -> object:
    """Return the value that `text` spells.

    Raises:
        BadSetting: it spells none that the setting takes.
    """
    try:
        return one.reader.read(text)
    except ValueError:
        raise BadSetting(one.name, text, one.reader.allowed) from None


def insist_on_valid_settings(choice: object) -> None:
    """Raise `BadSetting` unless every field of `choice` holds what its setting takes."""
    for one in settings_of(type(choice)):
        value = getattr(choice, one.name)
        if read_setting(one, value_text(value)) != value:
            raise BadSetting(one.name, value_text(value), one.reader.allowed)


def value_text(value: object) -> str:
    """Return a value as its reader takes it."""
    match value:
        case bool():
            return "on" if value else "off"
        case tuple():
            return ",".join(value_text(part) for part in value)
        case _:
            return str(value)


def settings_text(choice: object) -> str:
    """Return `name=value` for each setting, with spaces between; nothing where there is none."""
    return " ".join(
        f"{one.name}={value_text(getattr(choice, one.name))}" for one in settings_of(type(choice))
    )


def settings_from_text(text: str) -> dict[str, str]:
    """Read what `settings_text` wrote.

    Raises:
        ValueError: the text is something else.
    """
    pairs = [part.split("=", 1) for part in text.split(" ") if part]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"{text!r} is no list of settings")
    return {name: value for name, value in pairs}


Scalar = TypeVar("Scalar", int, float)


def _within(value: Scalar, least: float, most: float) -> Scalar:
    if not least <= value <= most:
        raise ValueError(value)
    return value
