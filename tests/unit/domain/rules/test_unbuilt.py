from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.unbuilt import option_is_not_built
from tests.fakes.builders import a_situation

from .finding_of import finding_of


def test_an_option_that_is_not_built_is_refused_by_name() -> None:
    asked = AskedPlan(unbuilt=(UnbuiltOption("--cache_type", "pab"),))

    finding = finding_of(option_is_not_built, a_situation(asked=asked))

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "NOT_BUILT")
    assert (finding.optimization, finding.setting) == ("--cache_type", "pab")
    assert "--cache_type" in finding.reason


def test_every_unbuilt_option_is_told() -> None:
    asked = AskedPlan(unbuilt=(UnbuiltOption("--a", "1"), UnbuiltOption("--b", "2")))

    found = option_is_not_built(a_situation(asked=asked))

    assert [finding.optimization for finding in found] == ["--a", "--b"]


def test_without_such_an_option_there_is_nothing_to_refuse() -> None:
    assert not list(option_is_not_built(a_situation(asked=AskedPlan())))
