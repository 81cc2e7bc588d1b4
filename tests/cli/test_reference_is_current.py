from pathlib import Path

import pytest

from diffgentor.domain.probe_rule import ProbeRule
from diffgentor.domain.rules import RULES
from diffgentor.entrypoints.cli.reference import pages

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference"


@pytest.mark.parametrize("name", pages())
def test_the_page_says_what_the_code_does(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")

    assert written == pages()[name], "run: python docs/generate.py"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in REFERENCE.glob("*.md")} == set(pages())


def test_every_rule_has_an_identifier_and_a_verdict() -> None:
    rows = [line for line in pages()["rules.md"].splitlines() if line.startswith("| `")]

    assert len(rows) == len(RULES) + len(ProbeRule)
    assert all(row.count("refuses") + row.count("degrades") for row in rows)
