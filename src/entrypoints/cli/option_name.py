"""The names of options: either spelling is accepted, and a wrong one meets a suggestion."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


def with_known_spelling(arguments: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the arguments with `--some-option` spelt as the known `--some_option`.

    Values, unknown names, and everything after `--` stay as they are.
    """
    spelling = {_key(name): name for name in known if name.startswith("--")}
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [_respelt(argument, spelling) for argument in arguments[:end]] + [*arguments[end:]]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was most likely meant, or `None` where none is near.

    A part of exactly one name stands for it, as `--steps` and `--model` do; else letters decide.
    """
    keys = {_key(candidate): candidate for candidate in known}
    stem = _key(name).strip("_")
    longer = [candidate for key, candidate in keys.items() if len(stem) > 3 and stem in key]
    if len(longer) == 1:
        return longer[0]
    close = get_close_matches(_key(name), keys, n=1)
    return keys[close[0]] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question naming the nearest known name, or an empty text."""
    candidate = nearest(name, known)
    return f"Did you mean {candidate}?" if candidate else ""


def _respelt(argument: str, spelling: dict[str, str]) -> str:
    name, equals, value = argument.partition("=")
    return spelling.get(_key(name), name) + equals + value if name.startswith("--") else argument


def _key(name: str) -> str:
    return name.lower().replace("-", "_")
