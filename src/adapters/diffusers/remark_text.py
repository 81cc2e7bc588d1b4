"""What libraries remark, in words for a person where theirs are none."""

import re
from collections.abc import Callable, Iterable

_LONGEST_QUOTE = 60
_TOO_LONG = re.compile(r"Token indices sequence length .*\((\d+) > (\d+)\).* indexing errors")
"""What a tokenizer says of a text that a pipeline only counts, to see whether it was cut short."""

_Words = Callable[[re.Match[str]], str]


def in_words(remarks: Iterable[str]) -> list[str]:
    """Return the remarks, each once: those that are known in words of ours, the others as is."""
    said = tuple(remarks)
    is_cut = any("truncated because" in remark for remark in said)
    texts = (_in_words(one) for one in said if not (is_cut and _TOO_LONG.search(one)))
    return list(dict.fromkeys(text for text in texts if text))


def _in_words(remark: str) -> str:
    for pattern, words in _KNOWN:
        if match := pattern.search(remark):
            return words(match)
    return remark


def _end_of(removed: str) -> str:
    """Return the last words, which were not read for certain.

    Where the removed part begins a pipeline with two text encoders tells wrongly.
    """
    words = removed.strip("[]'\" ")
    if len(words) <= _LONGEST_QUOTE:
        return words
    end = words[-_LONGEST_QUOTE:]
    return f"… {end.partition(' ')[2] or end}"


def _read_by_encoder(match: re.Match[str]) -> str:
    encoder, tokens, removed = match.groups()
    return (
        f"The text encoder {encoder} reads {tokens} tokens of a prompt; "
        f'the end was not read: "{_end_of(removed)}"'
    )


def _read_by_model(match: re.Match[str]) -> str:
    tokens, removed = match.groups()
    return f"The model reads {tokens} tokens of a prompt; the end was not read" + (
        f': "{_end_of(removed)}"' if removed else "."
    )


def _too_long(match: re.Match[str]) -> str:
    return f"The prompt has {match[1]} tokens; the model's tokenizer is made for {match[2]}."


def _not_cleaned(match: re.Match[str]) -> str:
    return (
        "The prompt was read as it stands; to clean it first, the model's pipeline needs the "
        "packages beautifulsoup4 and ftfy."
    )


def _nothing(match: re.Match[str]) -> str:
    return ""


_KNOWN: tuple[tuple[re.Pattern[str], _Words], ...] = (
    (
        re.compile(r"truncated because (.+?) can only handle sequences up to (\d+) tokens: (.+)"),
        _read_by_encoder,
    ),
    (
        re.compile(r"truncated because `max_sequence_length` is set to (\d+)(?: tokens: (.+))?"),
        _read_by_model,
    ),
    (_TOO_LONG, _too_long),
    (re.compile(r"clean_caption.* requires the (Beautiful Soup|ftfy) library"), _not_cleaned),
    (re.compile(r"^Setting `clean_caption` to False"), _nothing),
    # Addressed to whoever calls the library, which is the library itself or diffgentor.
    (re.compile(r"is deprecated and will be removed in version"), _nothing),
)
