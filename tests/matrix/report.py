"""What came of a run over the matrix, for a person and for a program."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.matrix.verdict import Broken, Drawn, Refused, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class Cell:
    """One or two choices, tried on one family of pipelines."""

    family: str
    names: tuple[str, ...]
    verdict: Verdict
    seconds: float

    def __str__(self) -> str:
        what = self.verdict.what if isinstance(self.verdict, Broken) else ""
        names = " + ".join(self.names)
        return f"{self.family:13} {names:55} {self.seconds:5.1f} s {self.verdict.kind} {what}"


def to_json(cells: Sequence[Cell], seconds: float) -> str:
    """Return everything."""
    found = {
        "seconds": round(seconds, 1),
        "families": {name: dict(counts) for name, counts in _counts(cells).items()},
        "cells": [_record(cell) for cell in cells],
    }
    return json.dumps(found, indent=1) + "\n"


def markdown(cells: Sequence[Cell], seconds: float) -> str:
    """Return the counts, what is broken, and which rules refused how much."""
    return "\n".join(_lines(cells, seconds)) + "\n"


def _lines(cells: Sequence[Cell], seconds: float) -> Iterator[str]:
    yield f"# {len(cells)} cells in {seconds:.0f} s\n"
    kinds = list(VerdictKind)
    yield f"| family | {' | '.join(kinds)} |\n|---|{'---:|' * len(kinds)}"
    counts = _counts(cells)
    for name, found in (*counts.items(), ("all", sum(counts.values(), Counter[str]()))):
        yield f"| {name} | {' | '.join(str(found[kind]) for kind in kinds)} |"
    yield "\n## Broken\n"
    for cell in cells:
        if isinstance(cell.verdict, Broken):
            yield f"- {cell.family}, {' + '.join(cell.names)}: {cell.verdict.what}"
    yield "\n## Refused by\n\n| rule | cells | for example |\n|---|---:|---|"
    refused = [cell for cell in cells if isinstance(cell.verdict, Refused)]
    rules = Counter(rule for cell in refused for rule in _rules(cell))
    for rule, number in rules.most_common():
        example = next(cell for cell in refused if rule in _rules(cell))
        yield f"| {rule} | {number} | {example.family}, {' + '.join(example.names)} |"


def _rules(cell: Cell) -> tuple[str, ...]:
    return cell.verdict.rules if isinstance(cell.verdict, Refused) else ()


def _counts(cells: Sequence[Cell]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for cell in cells:
        found.setdefault(cell.family, Counter())[str(cell.verdict.kind)] += 1
    return found


def _record(cell: Cell) -> dict[str, object]:
    record: dict[str, object] = {
        "family": cell.family,
        "choices": cell.names,
        "verdict": str(cell.verdict.kind),
        "seconds": round(cell.seconds, 2),
    }
    match cell.verdict:
        case Drawn(receipt=receipt):
            record["outcomes"] = {one.optimization: str(one.status) for one in receipt.outcomes}
        case Refused(refusals=refusals):
            record["refusals"] = [
                {"optimization": one.optimization, "rule": one.rule, "reason": one.reason}
                for one in refusals
            ]
        case Broken(what=what):
            record["what"] = what
    return record
