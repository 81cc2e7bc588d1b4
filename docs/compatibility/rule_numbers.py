"""Short numbers for rules whose names are too long for the cell of a table."""

from collections.abc import Iterable, Iterator

from diffgentor.domain.rules import Finding, Verdict
from diffgentor.entrypoints.cli.reference.page import code, table

TOGETHER = "\N{NO-BREAK SPACE}"
"""Between a mark and its numbers, which stay on one line."""

MARKS = {Verdict.REFUSES: "✗", Verdict.DEGRADES: "~"}


class RuleNumbers:
    """Counts rules in the order in which they are first met."""

    def __init__(self) -> None:
        self._examples: dict[str, Finding] = {}

    def mark(self, findings: Iterable[Finding]) -> str:
        """Return `✓`, or the worst verdict's mark with the numbers of the rules that give it."""
        said = tuple(findings)
        for verdict, mark in MARKS.items():
            if decisive := [finding for finding in said if finding.verdict is verdict]:
                numbers = sorted({self.number(finding) for finding in decisive})
                return f"{mark}{TOGETHER}{f',{TOGETHER}'.join(map(str, numbers))}"
        return "✓"

    def number(self, finding: Finding) -> int:
        """Return the number of the finding's rule."""
        self._examples.setdefault(finding.rule, finding)
        return list(self._examples).index(finding.rule) + 1

    def table(self) -> Iterator[str]:
        """Yield all rules that have a number, with the first finding of each."""
        yield from table(
            ("", "rule", "for example", "what to do"),
            (
                (str(number), code(one.rule), one.reason, one.suggestion)
                for number, one in enumerate(self._examples.values(), 1)
            ),
        )
