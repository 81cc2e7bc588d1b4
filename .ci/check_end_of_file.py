"""Exit with 0 if each file named is empty or ends with exactly one line feed."""

import sys
from pathlib import Path


def ends_well(content: bytes) -> bool:
    """Tell whether a file with this content may stay as it is."""
    return not content or (content.endswith(b"\n") and not content.endswith(b"\n\n"))


if __name__ == "__main__":
    sys.exit("\n".join(p for p in sys.argv[1:] if not ends_well(Path(p).read_bytes())) or None)
