"""Which cells of the matrix to draw where there is little time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

Pair = tuple[str, str]

FULLGRAPH = "_fullgraph"
"""A compilation in one graph that draws leaves nothing for one in pieces to find."""


def covering_sample(drawable: Mapping[str, Sequence[Pair]]) -> dict[str, list[Pair]]:
    """Choose from each family's pairs so that every pair and every choice of a family is drawn.

    Each pair is drawn by one family, of those that can the one with the most to gain. A
    compilation in pieces stands back where the same in one graph is drawn.
    """
    chosen: dict[str, list[Pair]] = {family: [] for family in drawable}
    used = Counter[tuple[str, str]]()

    def take(family: str, pair: Pair) -> None:
        chosen[family].append(pair)
        used.update((family, choice) for choice in pair)

    strongest = {family: _strongest(pairs) for family, pairs in drawable.items()}
    for pair in dict.fromkeys(chain.from_iterable(strongest.values())):
        families = [family for family, pairs in strongest.items() if pair in pairs]
        take(min(families, key=lambda one: (_seen(used, one, pair), len(chosen[one]))), pair)
    for family, pairs in strongest.items():
        for pair in pairs:
            if _seen(used, family, pair) < len(pair):
                take(family, pair)
    return chosen


def _strongest(pairs: Iterable[Pair]) -> list[Pair]:
    known = set(pairs)
    return [pair for pair in pairs if not known.intersection(in_one_graph(pair))]


def in_one_graph(pair: Pair) -> tuple[Pair, Pair]:
    """Return the pair with either choice in one graph; of two that exist one is a compilation."""
    one, other = pair
    return (f"{one}{FULLGRAPH}", other), (one, f"{other}{FULLGRAPH}")


def _seen(used: Counter[tuple[str, str]], family: str, pair: Pair) -> int:
    return sum((family, choice) in used for choice in pair)
