from pathlib import Path

import pytest

from diffgentor.domain.asked_plan import FIELDS, AskedPlan
from diffgentor.domain.probe_rule import ProbeRule
from diffgentor.domain.rules import RULES
from diffgentor.domain.shorthand import SHORTHANDS
from diffgentor.domain.technique import CATALOGUE
from diffgentor.entrypoints.cli.command_table import COMMANDS
from diffgentor.entrypoints.cli.plan_flags import flags_of
from docs.compatibility.compatibility_page import diffusers_version
from docs.generate import REFERENCE, all_pages

PAGES = all_pages()
OF_DIFFUSERS = ("compatibility.md",)
"""Pages that say what the installed diffusers can do, and which one that was."""

T2I = next(command for command in COMMANDS if command.name == "t2i")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_the_code_does(name: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")
    if name in OF_DIFFUSERS and f"diffusers {diffusers_version()};" not in written:
        pytest.skip("written for another diffusers than the installed one")

    assert written == PAGES[name], "run: python docs/generate.py"


def test_no_page_is_left_over() -> None:
    written = {path.relative_to(REFERENCE).as_posix() for path in REFERENCE.rglob("*.md")}

    assert written == set(PAGES)


def test_every_page_is_in_the_navigation() -> None:
    navigation = Path(REFERENCE.parents[1], "mkdocs.yml").read_text(encoding="utf-8")

    assert [name for name in PAGES if f"- reference/{name}\n" not in navigation] == []


def test_every_rule_has_an_identifier_and_a_verdict() -> None:
    rows = [line for line in PAGES["rules.md"].splitlines() if line.startswith("| `")]

    assert len(rows) == len(RULES) + len(ProbeRule)
    assert all(row.count("refuses") + row.count("degrades") for row in rows)


def test_a_rule_that_the_matrix_names_is_one_of_the_rules() -> None:
    rows = PAGES["compatibility.md"].partition("## The rules by number")[2].splitlines()
    named = [row.split("`")[1] for row in rows if "`" in row]

    assert named
    assert [rule for rule in named if f"`{rule}`" not in PAGES["rules.md"]] == []


def test_the_matrix_speaks_of_every_word_of_optimize() -> None:
    page = PAGES["compatibility.md"]

    assert [word for word in SHORTHANDS if f"`{word}`" not in page] == []


@pytest.mark.parametrize("asked", SHORTHANDS.values(), ids=SHORTHANDS)
def test_every_choice_of_the_pages_has_an_option_in_the_help(asked: AskedPlan) -> None:
    assert flags_of(asked).split(" ")[0] in T2I.option_names


def test_every_technique_of_the_catalogue_has_an_option_in_the_help() -> None:
    assert [one.flag for one in CATALOGUE if one.flag not in T2I.option_names] == []
    assert {one.technique for one in CATALOGUE} == set(FIELDS)
