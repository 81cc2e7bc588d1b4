"""What can become of one cell of the matrix."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from diffgentor.domain.receipt import PlanReceipt
from diffgentor.domain.receipt import Refused as RefusedOutcome


class VerdictKind(StrEnum):
    """The three of them by name."""

    DRAWN = "drawn"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that was asked for is in force, and a probe has seen it."""

    receipt: PlanReceipt
    kind: ClassVar[VerdictKind] = VerdictKind.DRAWN


@dataclass(frozen=True, slots=True)
class Refused:
    """Rules object, before anything was loaded."""

    refusals: tuple[RefusedOutcome, ...]
    kind: ClassVar[VerdictKind] = VerdictKind.REFUSED

    @property
    def rules(self) -> tuple[str, ...]:
        """The first rule of each refused optimization."""
        return tuple(refusal.rule for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class Broken:
    """Something was raised, or is not as the receipt says: a defect."""

    what: str
    kind: ClassVar[VerdictKind] = VerdictKind.BROKEN


Verdict = Drawn | Refused | Broken
