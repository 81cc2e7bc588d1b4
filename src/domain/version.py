"""Comparing versions, as far as requirements need it."""

import re


def at_least(version: str, minimum: str) -> bool:
    """Return whether `version` is `minimum` or newer, by their leading numbers.

    `2.13.0+cpu` counts as 2.13.0, and 2.10 is newer than 2.9.
    """
    ours, theirs = _numbers(version), _numbers(minimum)
    length = max(len(ours), len(theirs))
    return ours + (0,) * (length - len(ours)) >= theirs + (0,) * (length - len(theirs))


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in release.group().split(".")) if release else ()
