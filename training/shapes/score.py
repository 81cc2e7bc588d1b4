"""Count the judgements of many pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .checker import Judgement, judge
from .scene import Scene

ATTRIBUTES: Final = ("background", "colour", "shape", "position", "size")


@dataclass(frozen=True, slots=True)
class Score:
    """Shares in [0, 1] over `count` pictures."""

    count: int
    attributes: dict[str, float]
    judgements: float
    """Share of all judgements that are right."""
    all_right: float
    """Share of the pictures with nothing wrong."""

    def __str__(self) -> str:
        """One line of percentages."""
        shares = {**self.attributes, "judgements": self.judgements, "all right": self.all_right}
        return " ".join(f"{name} {100 * share:.1f}" for name, share in shares.items())


def score(judgements: Iterable[Judgement]) -> Score:
    """Count; attributes that no prompt stated count as right."""
    judged = list(judgements)
    verdicts = {
        name: [verdict for one in judged for verdict in one.verdicts[name] if verdict is not None]
        for name in ATTRIBUTES
    }
    everything = [verdict for group in verdicts.values() for verdict in group]
    return Score(
        count=len(judged),
        attributes={name: _share(group) for name, group in verdicts.items()},
        judgements=_share(everything),
        all_right=_share([one.all_right for one in judged]),
    )


def score_pictures(pictures: Iterable[npt.NDArray[np.uint8]], scenes: Iterable[Scene]) -> Score:
    """Judge each picture by its scene and count."""
    return score(judge(picture, scene) for picture, scene in zip(pictures, scenes, strict=True))


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 1.0
