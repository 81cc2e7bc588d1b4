"""Which cells of the matrix to draw where there is little time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

Pair = tuple[str, str]

_COMPILE = "compile"
_FULLGRAPH = "_fullgraph"
_OF_A_KIND = {
    "casting_float8_e5m2": "casting_float8_e4m3fn",
    "attention_native_flash": "attention_native_math",
    "cache_dit_mask": "cache_dit",
}
"""What goes with others as something else does that differs by a setting."""

_WITH_COMPILATION = {
    "compile": "compile_regional",
    "casting_bfloat16": "casting_float8_e4m3fn",
    "offload_group_leaf": "offload_group_block",
    "cache_dit_taylor": "cache_dit",
    "first_block_cache": "mag_cache",
    "pab": "mag_cache",
    "faster_cache": "mag_cache",
    "taylor_seer": "mag_cache",
    "taylor_seer_lite": "mag_cache",
}
"""The same where a model is compiled, which takes the longest: they break it in the same way."""

_SLOW = {"pixart": 0.6, "sd3": 0.8, "flux2_klein": 1.4, "qwen_image": 1.4, "sdxl": 3, "sd15": 4}
"""How long a family takes, against FLUX."""


class _Sample:
    def __init__(self, families: Iterable[str]) -> None:
        self.chosen: dict[str, list[Pair]] = {family: [] for family in families}
        self._drawn: dict[str, set[str]] = {family: set() for family in families}

    def take(self, family: str, pair: Pair) -> None:
        self.chosen[family].append(pair)
        self._drawn[family].update(pair)

    def lacks(self, family: str, choices: Iterable[str]) -> int:
        """Return how many of the choices the family draws in no pair yet."""
        return sum(self._drawn[family].isdisjoint(shows(choice)) for choice in choices)

    def rank(self, family: str, pair: Pair) -> tuple[int, float]:
        """Return less for a family with more to gain from a pair, or less to do so far."""
        compiled = [choice for choice in pair if choice.startswith(_COMPILE)]
        burden = len(self.chosen[family]) * _SLOW.get(family, 1)
        return -self.lacks(family, compiled or pair), burden


def covering_sample(drawable: Mapping[str, Sequence[Pair]]) -> dict[str, list[Pair]]:
    """Choose from each family's pairs so that every pair and every choice of a family is drawn.

    Each pair is drawn by one family, of those that can; pairs with a stand-in that some family
    draws are left to it.
    """
    sample = _Sample(drawable)
    every = dict.fromkeys(chain.from_iterable(drawable.values()))
    for pair in (pair for pair in every if not every.keys() & set(stand_ins(pair))):
        able = [family for family, pairs in drawable.items() if pair in pairs]
        sample.take(min(able, key=lambda family: sample.rank(family, pair)), pair)
    for family, pairs in drawable.items():
        for pair in pairs:
            if sample.lacks(family, pair):
                sample.take(family, pair)
    return sample.chosen


def shows(choice: str) -> set[str]:
    """Return the choice, and for a compilation in pieces those that leave it nothing to show."""
    return {choice, *(one for one, _ in stand_ins((choice, "")) if choice.startswith(_COMPILE))}


def stand_ins(pair: Pair) -> Iterator[Pair]:
    """Yield the pairs of which any shows the same: in one graph, or with a choice of its kind."""
    for before, after in _in_place_of(pair):
        yield before, after
        yield from stand_ins((before, after))


def _in_place_of(pair: Pair) -> Iterator[Pair]:
    one, other = pair
    for compiled in {one, other} & {"compile", "compile_regional"}:
        yield _replaced(pair, compiled, compiled + _FULLGRAPH)
    compiles = any(choice.startswith(_COMPILE) for choice in pair)
    others = {**_OF_A_KIND, **(_WITH_COMPILATION if compiles else {})}
    for choice in {one, other} & others.keys():
        yield _replaced(pair, choice, others[choice])


def _replaced(pair: Pair, choice: str, by: str) -> Pair:
    one, other = (by if each == choice else each for each in pair)
    return one, other
