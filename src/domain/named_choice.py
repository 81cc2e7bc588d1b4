"""Choices among kinds, each known by a name: as the text that receipts keep, and back."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from .setting import choice_with, settings_from_text, settings_text


class Named(Protocol):
    """A kind of choice that has a name."""

    @property
    def name(self) -> str:
        """Its name on the command line and in receipts."""
        ...


Kind = TypeVar("Kind")


def choice_text(choice: Named) -> str:
    """Return the name and every setting: `group type=leaf_level blocks=1 stream=off`."""
    return f"{choice.name} {settings_text(choice)}".rstrip()


def named_choice(kinds: Mapping[str, type[Kind]], text: str) -> Kind:
    """Return the choice whose text that is.

    Raises:
        ValueError: there is none.
    """
    name, _, settings = text.partition(" ")
    if name not in kinds:
        raise ValueError(f"there is no {name!r} among {', '.join(kinds)}")
    return choice_with(kinds[name], settings_from_text(settings))
