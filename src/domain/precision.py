"""The precision of weights and computation."""

from enum import StrEnum


class Precision(StrEnum):
    """The floating-point type of weights and computation."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"

    @property
    def bytes(self) -> int:
        """How many bytes a number takes."""
        return 4 if self is Precision.FLOAT32 else 2
