from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.asked_plan import (
    FIELDS,
    AskedPlan,
    UnbuiltOption,
    coming_from,
    laid_over,
    said_about,
    without,
)
from diffgentor.domain.casting import NoCasting
from diffgentor.domain.compilation import NoCompilation
from diffgentor.domain.offload import ModelOffload, NoOffload, SequentialOffload
from diffgentor.domain.precision import Precision
from diffgentor.domain.step_cache import NoCache
from diffgentor.domain.technique import Technique
from tests.unit.arbitrary import asked_plans, names

layers = st.builds(coming_from, names, asked_plans)


def whole(asked: AskedPlan) -> tuple[AskedPlan, dict[Technique, str]]:
    """Return a plan with its origins, which do not count when two plans are compared."""
    return asked, dict(asked.origins)


def test_every_technique_has_a_place_of_its_own() -> None:
    assert set(FIELDS) == set(Technique)
    assert len(set(FIELDS.values())) == len(FIELDS)


@pytest.mark.parametrize(
    ("asked", "technique"),
    [
        (AskedPlan(precision=Precision.FLOAT32), Technique.TORCH_DTYPE),
        (AskedPlan(tf32=False), Technique.TF32),
        (AskedPlan(vae_slicing=False), Technique.VAE_SLICING),
        (AskedPlan(casting=NoCasting()), Technique.LAYERWISE_CASTING),
        (AskedPlan(offloads=(NoOffload(),)), Technique.OFFLOAD),
        (AskedPlan(compilation=NoCompilation()), Technique.COMPILE),
        (AskedPlan(caches=(NoCache(),)), Technique.CACHE),
    ],
    ids=str,
)
def test_off_is_something_said_too(asked: AskedPlan, technique: Technique) -> None:
    assert said_about(asked) == {technique}


@given(layers, layers, layers)
def test_laying_over_is_associative(one: AskedPlan, two: AskedPlan, three: AskedPlan) -> None:
    expected = whole(laid_over([one, two, three]))

    assert whole(laid_over([laid_over([one, two]), three])) == expected
    assert whole(laid_over([one, laid_over([two, three])])) == expected


@given(st.lists(layers, max_size=3), st.integers(0, 3))
def test_an_empty_layer_changes_nothing(some: list[AskedPlan], place: int) -> None:
    with_an_empty_one = [*some[:place], AskedPlan(), *some[place:]]

    assert whole(laid_over(with_an_empty_one)) == whole(laid_over(some))


@given(layers)
def test_one_layer_is_what_it_says(layer: AskedPlan) -> None:
    assert whole(laid_over([layer])) == whole(layer)


@given(layers, layers)
def test_the_upper_layer_counts_wherever_it_says_something(
    lower: AskedPlan, upper: AskedPlan
) -> None:
    both = laid_over([lower, upper])

    assert said_about(both) == said_about(lower) | said_about(upper)
    for technique in said_about(both):
        layer = upper if technique in said_about(upper) else lower
        assert getattr(both, FIELDS[technique]) == getattr(layer, FIELDS[technique])
        assert both.origins[technique] == layer.origins[technique]
    assert both.unbuilt == (*lower.unbuilt, *upper.unbuilt)


@given(names, asked_plans)
def test_all_that_was_said_and_nothing_else_has_an_origin(origin: str, asked: AskedPlan) -> None:
    assert dict(coming_from(origin, asked).origins) == dict.fromkeys(said_about(asked), origin)


@given(layers, st.sampled_from(Technique))
def test_without_a_technique_all_else_is_as_it_was(asked: AskedPlan, technique: Technique) -> None:
    less = without(asked, str(technique))

    assert said_about(less) == said_about(asked) - {technique}
    assert set(less.origins) == said_about(less)
    for other in said_about(less):
        assert getattr(less, FIELDS[other]) == getattr(asked, FIELDS[other])


@given(asked_plans, names)
def test_without_an_unbuilt_option_all_else_is_as_it_was(asked: AskedPlan, option: str) -> None:
    less = without(asked, option)

    assert less.unbuilt == tuple(one for one in asked.unbuilt if one.option != option)
    assert said_about(less) == said_about(asked)


def test_without_an_unbuilt_option_the_others_stay() -> None:
    file, gpus = UnbuiltOption("--prompts_file", "x"), UnbuiltOption("--num_gpus", "8")

    assert without(AskedPlan(unbuilt=(file, gpus)), "--prompts_file").unbuilt == (gpus,)


def test_origins_do_not_tell_two_plans_apart() -> None:
    asked = AskedPlan(offloads=(ModelOffload(), SequentialOffload()))

    assert coming_from("--preset", asked) == coming_from("--optimize", asked) == asked
    assert coming_from("x", asked).origins == MappingProxyType({Technique.OFFLOAD: "x"})
