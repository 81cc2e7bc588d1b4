"""Layerwise casting: weights kept narrow, widened for each layer's computation."""

from dataclasses import dataclass
from enum import StrEnum

from .precision import Precision


class StorageType(StrEnum):
    """The floating-point type that weights are kept in."""

    FLOAT8_E4M3FN = "float8_e4m3fn"
    FLOAT8_E5M2 = "float8_e5m2"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"

    @property
    def bytes(self) -> int:
        """How many bytes a number takes."""
        return 1 if self.startswith("float8") else 2


@dataclass(frozen=True, slots=True)
class NoCasting:
    """Weights are kept as they are computed with."""

    def __str__(self) -> str:
        return "off"


@dataclass(frozen=True, slots=True)
class LayerwiseCasting:
    """Weights are kept as `storage` and cast to `compute` layer by layer."""

    storage: StorageType
    compute: Precision

    def __str__(self) -> str:
        return f"{self.storage} computed in {self.compute}"


Casting = NoCasting | LayerwiseCasting


@dataclass(frozen=True, slots=True)
class AskedCasting:
    """What somebody said about casting; `compute` `None` is the precision of the plan."""

    storage: StorageType = StorageType.FLOAT8_E4M3FN
    compute: Precision | None = None


def casting_called(text: str) -> Casting:
    """Return the casting whose `str` is `text`.

    Raises:
        ValueError: there is none.
    """
    if text == str(NoCasting()):
        return NoCasting()
    storage, _, compute = text.partition(" computed in ")
    return LayerwiseCasting(StorageType(storage), Precision(compute))
