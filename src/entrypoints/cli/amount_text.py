"""Counts, durations and amounts of memory as people say them."""


def duration(seconds: float) -> str:
    """Return `0.42 s`, `7.1 s`, `42 s`, `3 min 5 s` or `2 h 4 min`."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def memory(size_bytes: int) -> str:
    """Return `15 MB` or `23.9 GiB`: decimal for files, binary as soon as it is memory-sized."""
    if size_bytes < 2**30:
        return f"{size_bytes / 1e6:.0f} MB"
    return f"{size_bytes / 2**30:.1f} GiB"


def counted(number: int, noun: str) -> str:
    """Return `1 step`, `2 steps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
