"""Several choices on one line of a table, without a first cell that fills the page."""

from collections.abc import Iterable, Iterator

from .tried_choice import TriedChoice

MOST = 4
"""So many words are told in the line itself."""


class SharedLines:
    """Names the choices of a line, and keeps for a note what is too long for it."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def cell(self, choices: Iterable[TriedChoice]) -> str:
        """Return the names, or the first of them and the letter of a note with all."""
        names = list(_names(choices))
        if len(names) <= MOST:
            return ", ".join(names)
        self._notes.append(", ".join(names))
        return f"{names[0]} and {len(names) - 1} others (*{_letter(len(self._notes))}*)"

    def notes(self) -> Iterator[str]:
        """Yield the notes, to stand below the table."""
        for number, note in enumerate(self._notes, 1):
            yield ""
            yield f"*{_letter(number)}*: {note}"


def _names(choices: Iterable[TriedChoice]) -> Iterator[str]:
    """Yield each word once, with the settings that it is there with."""
    words: dict[str, list[str]] = {}
    for choice in choices:
        words.setdefault(choice.word, []).append(choice.setting)
    for word, settings in words.items():
        others = ", ".join(filter(None, settings))
        if "" not in settings:
            yield f"`{word}` {others}"
        else:
            yield f"`{word}` (also {others})" if others else f"`{word}`"


def _letter(number: int) -> str:
    return chr(ord("a") + number - 1)
