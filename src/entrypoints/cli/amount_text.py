"""Counts, durations and amounts of memory as people say them."""

import math


def duration(seconds: float) -> str:
    """Return `0.42 s`, `7.1 s`, `42 s`, `3 min 5 s` or `2 h 4 min`."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 10 and seconds != round(seconds):
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def time_left(seconds: float) -> str:
    """Return an estimate in whole seconds, never none: `1 s left`."""
    return f"{duration(max(1, math.ceil(seconds)))} left"


def memory(size_bytes: int) -> str:
    """Return `15 MB` or `23.9 GiB`: decimal for files, binary as soon as it is memory-sized."""
    if size_bytes < 2**30:
        return f"{size_bytes / 1e6:.0f} MB"
    return f"{size_bytes / 2**30:.1f} GiB"


def counted(number: int, noun: str) -> str:
    """Return `1 step`, `2 steps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def share(part: float) -> str:
    """Return a part of 1 in percent; a small one is never shown as none."""
    percent = 100 * part
    return f"{percent:.1g} %" if percent < 0.1 else f"{percent:.1f} %"
