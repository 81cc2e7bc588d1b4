"""What an option of the command line is, apart from argparse: the reference is made of it too."""

from argparse import Action, ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, assert_never

from ...domain.asked_plan import UnbuiltOption


@dataclass(frozen=True, slots=True)
class Valued:
    """An option with a value; `read` makes the value of the text."""

    name: str
    metavar: str
    help: str
    read: Callable[[str], object] = str
    default: str | int | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """An option with a value that may be given several times."""

    name: str
    metavar: str
    help: str


@dataclass(frozen=True, slots=True)
class Switch:
    """An option without a value: given or not."""

    name: str
    help: str


@dataclass(frozen=True, slots=True)
class OnOff:
    """An option that also exists as `--no-…`; not given, it says nothing."""

    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """An option of the guide that is understood, and then refused by name with exit code 3."""

    name: str
    metavar: str = ""
    help: str = "not in this version"


Option = Valued | Repeated | Switch | OnOff | Unbuilt


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options that belong together in a help text."""

    title: str
    options: tuple[Option, ...]
    description: str | None = None


class TakesArguments(Protocol):
    """A parser, or a group of one."""

    def add_argument(self, *names: str, **how: Any) -> Action:
        """Take one more argument."""
        ...


class Remember(Action):
    """Adds the option, with its value if it takes one, to those that a rule will refuse."""

    def __call__(
        self,
        parser: ArgumentParser,
        namespace: Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Remember the option under its own spelling."""
        value = values if isinstance(values, str) else "on"
        namespace.unbuilt = (*namespace.unbuilt, UnbuiltOption(self.option_strings[0], value))


def names_of(option: Option) -> tuple[str, ...]:
    """Return every spelling that `--help` shows."""
    if isinstance(option, OnOff):
        return option.name, "--no-" + option.name.removeprefix("--")
    return (option.name,)


def add_option(parser: TakesArguments, option: Option) -> None:
    """Teach an argparse parser the option."""
    match option:
        case Valued(name, metavar, text, read, default):
            parser.add_argument(name, type=read, metavar=metavar, default=default, help=text)
        case Repeated(name, metavar, text):
            parser.add_argument(name, action="append", metavar=metavar, help=text)
        case Switch(name, text):
            parser.add_argument(name, action="store_true", help=text)
        case OnOff(name, text):
            parser.add_argument(name, action=BooleanOptionalAction, help=text)
        case Unbuilt(name, "", text):
            parser.add_argument(name, action=Remember, nargs=0, help=text)
        case Unbuilt(name, metavar, text):
            parser.add_argument(name, action=Remember, metavar=metavar, help=text)
        case _:
            assert_never(option)
