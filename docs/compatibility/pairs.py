"""Which two choices of different techniques go together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from diffgentor.domain.rules import Finding, Situation, Verdict
from diffgentor.entrypoints.cli.reference.page import code, table

from .rule_numbers import MARKS, TOGETHER, RuleNumbers
from .shared_line import SharedLines
from .tried_choice import TriedChoice, findings_about, is_refused, tried_choices

Said = Mapping[str, Finding]
"""What rules say, by their identifiers."""

INTRODUCTION = """
Two choices of different techniques on FLUX.1 and an NVIDIA H100. A mark tells what only the two
together meet; what a rule says of one alone stands above. Of one technique only one choice can be
in force at a time (—).

| mark | meaning |
| --- | --- |
| ✓ | neither is in the way of the other |
| **+** | a rule that degrades one of them alone says nothing where both are there |
| **~**, **✗** | together they are degraded or refused |

Which rules these are stands in the list below.
""".strip()


@dataclass(frozen=True, slots=True)
class Pair:
    """What is said of two choices together and of neither alone, and the other way round."""

    added: Said
    cured: Said

    @property
    def outcome(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What tells pairs apart."""
        return tuple(self.added), tuple(self.cured)


Pairs = Mapping[frozenset[TriedChoice], Pair]


def pairs(situation: Situation, numbers: RuleNumbers) -> Iterator[str]:
    """Yield a triangle of all pairs, and a list of those that a rule speaks of."""
    alone = {
        choice: _by_rule(findings_about(situation, choice.asked)) for choice in tried_choices()
    }
    fit = [choice for choice, said in alone.items() if not is_refused(said.values())]
    tried = _tried(situation, fit, alone)
    groups = _groups(fit, tried)
    yield INTRODUCTION
    yield ""
    lines = SharedLines()
    names = [lines.cell(group) for group in groups]
    heads = [group[0] for group in groups]
    yield from table(
        ("", "choice", *(str(number) for number in range(2, len(groups) + 1))),
        (
            (
                str(place + 1),
                names[place],
                *("" for _ in heads[1 : place + 1]),
                *(_cell(tried.get(frozenset((one, other)))) for other in heads[place + 1 :]),
            )
            for place, one in enumerate(heads[:-1])
        ),
    )
    yield from ("", f"{len(groups)}: {names[-1]}")
    yield from lines.notes()
    yield from ("", "### Pairs with a mark", "")
    yield from table(
        ("one", "other", "", "rule", "why"),
        (
            (names[one], names[other], *what)
            for one, other in combinations(range(len(groups)), 2)
            for what in _told(tried.get(frozenset((heads[one], heads[other]))), numbers)
        ),
    )


def _tried(
    situation: Situation, fit: Sequence[TriedChoice], alone: Mapping[TriedChoice, Said]
) -> Pairs:
    tried = {}
    for one, other in combinations(fit, 2):
        if one.technique is not other.technique:
            both = _by_rule(findings_about(situation, one.asked, other.asked))
            known = {**alone[one], **alone[other]}
            tried[frozenset((one, other))] = Pair(
                {rule: found for rule, found in both.items() if rule not in known},
                {rule: found for rule, found in known.items() if rule not in both},
            )
    return tried


def _groups(fit: Sequence[TriedChoice], tried: Pairs) -> list[list[TriedChoice]]:
    """Join choices of one technique that no other choice tells apart."""
    groups: dict[object, list[TriedChoice]] = {}
    for choice in fit:
        said = tuple(
            tried[frozenset((choice, other))].outcome
            for other in fit
            if other.technique is not choice.technique
        )
        groups.setdefault((choice.technique, said), []).append(choice)
    return list(groups.values())


def _cell(pair: Pair | None) -> str:
    """Return a mark without numbers, for which twenty columns have no room."""
    if pair is None:
        return "—"
    if pair.added:
        refused = is_refused(pair.added.values())
        return f"**{MARKS[Verdict.REFUSES if refused else Verdict.DEGRADES]}**"
    return "**+**" if pair.cured else "✓"


def _told(pair: Pair | None, numbers: RuleNumbers) -> Iterator[tuple[str, str, str]]:
    if pair is not None:
        for found in pair.added.values():
            yield numbers.mark([found]), code(found.rule), found.reason
        for found in pair.cured.values():
            yield (
                f"+{TOGETHER}{numbers.number(found)}",
                code(found.rule),
                "It has no objection any more.",
            )


def _by_rule(findings: Sequence[Finding]) -> Said:
    return {finding.rule: finding for finding in findings}
