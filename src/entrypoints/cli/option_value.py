"""What an option's value must look like before anybody asks whether it makes sense.

For argparse: each function here turns a text into a value, or says what was expected. Whether a
number is within bounds is the domain's to say, which reports every violation at once.
"""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable

from ...domain.setting import Reader
from .option_name import did_you_mean


def whole_number(text: str) -> int:
    """Return the whole number that `text` spells."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"takes a whole number, not {text!r}") from None


def within(reader: Reader) -> Callable[[str], object]:
    """Return a function that accepts what `reader` does, and says what that is."""

    def value(text: str) -> object:
        try:
            return reader.read(text)
        except ValueError:
            raise ArgumentTypeError(f"takes {reader.allowed}, not {text!r}") from None

    return value


def number(text: str) -> float:
    """Return the number that `text` spells."""
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"takes a number, not {text!r}") from None


def readable_text(text: str) -> str:
    """Return `text`, unless the shell handed over bytes that are no UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentTypeError("takes UTF-8 text, and this is something else") from None
    return text


def one_of(choices: Iterable[str]) -> Callable[[str], str]:
    """Return a function that accepts exactly `choices`."""
    allowed = tuple(choices)

    def choice(text: str) -> str:
        if text in allowed:
            return text
        suggestion = did_you_mean(text, allowed) or f"Choose one of: {', '.join(allowed)}."
        raise ArgumentTypeError(f"does not take {text!r}\n{suggestion}")

    return choice


def braced(choices: Iterable[str]) -> str:
    """Return how choices are shown in a help text: `{png,jpeg}`."""
    return "{" + ",".join(choices) + "}"
