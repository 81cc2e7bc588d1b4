"""Any two optimizations together draw as the receipt says, or a rule says why they cannot.

Here the rules are asked for every pair on every family, and every pair that they let pass is drawn
on one, or another that shows the same; `just matrix` draws them all.
"""

import re
from itertools import chain

import pytest

from tests.matrix.cell import checked_or_refused, engine_of, try_pair
from tests.matrix.choices import CHOICES, asked_by
from tests.matrix.conftest import Benches, Refusals
from tests.matrix.sample import Pair, covering_sample, shows, stand_ins
from tests.matrix.verdict import Drawn, Refused
from tests.tiny_pipelines.families import FAMILIES, Family
from tests.tiny_pipelines.fixtures import foreign_warnings

pytestmark = [
    foreign_warnings,
    pytest.mark.filterwarnings("ignore:flex_attention called without:UserWarning"),
    pytest.mark.filterwarnings("ignore:Dynamo detected a call to a `functools:UserWarning"),
]

Sample = dict[str, list[Pair]]


@pytest.fixture(scope="module")
def drawable(refusals: Refusals) -> Sample:
    """The pairs that no rule refuses."""
    return {
        family: [pair for pair, refusal in answers.items() if refusal is None]
        for family, answers in refusals.items()
    }


@pytest.fixture(scope="module")
def sample(drawable: Sample) -> Sample:
    """The pairs that each family is to draw."""
    return covering_sample(drawable)


def test_a_refusal_names_its_rule_the_reason_and_what_to_do(refusals: Refusals) -> None:
    answers = chain.from_iterable(of_pairs.values() for of_pairs in refusals.values())
    refused = [refusal for answer in answers if answer for refusal in answer.refusals]

    assert refused
    for refusal in refused:
        assert re.fullmatch(r"[A-Z0-9]+(_[A-Z0-9]+)*", refusal.rule)
        assert refusal.reason.endswith(".")
        assert refusal.suggestion.endswith((".", "?"))


def test_what_is_refused_alone_is_refused_in_every_pair(
    benches: Benches, drawable: Sample
) -> None:
    for family, bench in benches.items():
        for choice in {choice for pair in drawable[family] for choice in pair}:
            assert not isinstance(checked_or_refused(bench, CHOICES[choice]), Refused)


def test_every_pair_that_some_family_draws_is_in_the_sample_or_stood_in_for(
    drawable: Sample, sample: Sample
) -> None:
    drawn = set(chain.from_iterable(sample.values()))

    for pair in set(chain.from_iterable(drawable.values())):
        assert drawn & {pair, *stand_ins(pair)}


def test_every_choice_that_a_family_draws_is_in_its_sample(
    drawable: Sample, sample: Sample
) -> None:
    for family, pairs_of_family in drawable.items():
        drawn = set(chain.from_iterable(sample[family]))
        for choice in set(chain.from_iterable(pairs_of_family)):
            assert drawn & shows(choice)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_what_is_not_refused_draws_as_the_receipt_says(
    family: Family, benches: Benches, sample: Sample
) -> None:
    bench = benches[family.name]
    in_turn = sorted(sample[family.name], key=lambda pair: engine_of(bench, asked_by(pair)))

    verdicts = {pair: try_pair(bench, *pair) for pair in in_turn}

    assert verdicts
    assert {pair: one for pair, one in verdicts.items() if not isinstance(one, Drawn)} == {}
