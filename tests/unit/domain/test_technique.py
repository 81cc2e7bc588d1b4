from diffgentor.domain.technique import BY_TECHNIQUE, CATALOGUE, Technique
from diffgentor.domain.unbuilt import UNBUILT
from tests.fakes.builders import a_plan


def test_the_catalogue_describes_every_technique_of_a_plan_once() -> None:
    described = [description.technique for description in CATALOGUE]

    assert sorted(described) == sorted(a_plan().settings()) == sorted(Technique)
    assert {BY_TECHNIQUE[technique].technique for technique in Technique} == set(Technique)


def test_every_description_says_what_it_is_for_and_where_that_is_from() -> None:
    for description in CATALOGUE:
        assert description.flag.startswith("--")
        assert description.summary.endswith(".")
        assert description.effect.endswith(".")
        assert description.source.startswith("https://")


def test_no_flag_belongs_to_two_techniques() -> None:
    flags = [description.flag for description in CATALOGUE]
    flags += [unbuilt.flag for unbuilt in UNBUILT]

    assert len(flags) == len(set(flags))


def test_no_name_is_both_built_and_unbuilt() -> None:
    names = [str(technique) for technique in Technique] + [unbuilt.name for unbuilt in UNBUILT]

    assert len(names) == len(set(names))
