from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.compilation import COMPILATIONS
from diffgentor.domain.mag_ratios import MagRatios
from diffgentor.domain.offload import OFFLOADS
from diffgentor.domain.setting import (
    BadSetting,
    Number,
    OneOf,
    OnOff,
    Reader,
    Setting,
    Span,
    UnknownSetting,
    Whole,
    Words,
    choice_with,
    insist_on_valid_settings,
    read_setting,
    setting,
    settings_from_text,
    settings_of,
    settings_text,
    value_text,
)
from diffgentor.domain.step_cache import STEP_CACHES

KINDS = [*OFFLOADS.values(), *COMPILATIONS.values(), *STEP_CACHES.values()]
SETTINGS = [one for kind in KINDS for one in settings_of(kind)]


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark-blue"


@dataclass(frozen=True, slots=True)
class Paint:
    """A choice with one setting of each kind."""

    colour: Colour = setting(Colour.RED, OneOf(Colour), "DG_COLOUR", "what it looks like")
    layers: int = setting(2, Whole(1, 9), "DG_LAYERS", "how often")
    gloss: float = setting(0.5, Number(0, 1), "DG_GLOSS", "how much it shines")
    wet: bool = setting(False, OnOff(), "DG_WET", "whether it still is")
    hours: tuple[int, int] = setting((8, 17), Span(0, 24), "DG_HOURS", "when it is put on")
    places: tuple[str, ...] = setting(("wall",), Words(), "DG_PLACES", "where")

    def __post_init__(self) -> None:
        insist_on_valid_settings(self)


paints = st.builds(
    Paint,
    st.sampled_from(Colour),
    st.integers(1, 9),
    st.floats(0, 1),
    st.booleans(),
    st.lists(st.integers(0, 24), min_size=2, max_size=2, unique=True).map(sorted).map(tuple),
    st.lists(st.from_regex("[a-z_][a-z0-9_]{0,5}", fullmatch=True), min_size=1, unique=True).map(
        tuple
    ),
)
some_text = st.one_of(
    st.text(max_size=8),
    st.text("0123456789.,-+e", max_size=8),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["on", "FALSE", "red", "model", "leaf_level", "1" + "0" * 400]),
)


@given(paints)
def test_a_choice_is_built_again_from_its_text(paint: Paint) -> None:
    assert choice_with(Paint, settings_from_text(settings_text(paint))) == paint


@given(paints)
def test_every_value_is_read_back_from_its_text(paint: Paint) -> None:
    for one in settings_of(Paint):
        value = getattr(paint, one.name)
        assert read_setting(one, value_text(value)) == value


@given(st.sampled_from(SETTINGS), some_text)
def test_every_setting_takes_exactly_what_its_reader_reads(one: Setting, text: str) -> None:
    try:
        value = one.reader.read(text)
    except ValueError:
        with pytest.raises(BadSetting) as bad:
            read_setting(one, text)
        assert bad.value.allowed == one.reader.allowed
    else:
        assert read_setting(one, text) == value
        assert read_setting(one, value_text(value)) == value


@given(st.sampled_from(KINDS), some_text)
def test_a_choice_exists_exactly_with_values_that_its_settings_take(
    kind: type[object], text: str
) -> None:
    for one in settings_of(kind):
        try:
            value = one.reader.read(text)
        except ValueError:
            with pytest.raises(BadSetting, match=f"^{one.name} is "):
                kind(**{one.name: text})
        else:
            assert getattr(kind(**{one.name: value}), one.name) == value


def test_a_setting_is_declared_with_all_that_a_person_wants_to_know() -> None:
    layers = settings_of(Paint)[1]

    assert layers == Setting("layers", "DG_LAYERS", "how often", 2, Whole(1, 9))


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.variable)
def test_every_default_is_allowed_and_every_variable_begins_alike(one: Setting) -> None:
    assert read_setting(one, value_text(one.default)) == one.default
    assert one.variable.startswith("DG_")
    assert one.summary
    assert not one.summary.endswith(".")


def test_one_variable_never_belongs_to_two_different_settings() -> None:
    by_variable: dict[str, set[Setting]] = {}
    for one in SETTINGS:
        by_variable.setdefault(one.variable, set()).add(one)

    assert [found for found in by_variable.values() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (Whole(1, 9), "9", 9),
        (Number(0, 1), "0", 0.0),
        (OnOff(), "On", True),
        (OnOff(), "true", True),
        (OnOff(), "1", True),
        (OnOff(), "off", False),
        (OnOff(), "False", False),
        (OnOff(), "0", False),
        (OneOf(Colour), "dark-blue", Colour.DARK_BLUE),
        (Span(-1, 1001), "-1,681", (-1, 681)),
        (Words(), "transformer, vae,transformer", ("transformer", "vae")),
        (MagRatios(), "1, 0.5", (1.0, 0.5)),
    ],
    ids=str,
)
def test_a_reader_understands_what_people_write(reader: Reader, text: str, value: object) -> None:
    assert reader.read(text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (Whole(1, 9), "0"),
        (Whole(1, 9), "10"),
        (Whole(1, 9), "1.5"),
        (Whole(1, 9), "1" + "0" * 400),
        (Number(0, 1), "1.01"),
        (Number(0, 1), "nan"),
        (Number(0, 1), "-inf"),
        (Number(0, 1), "1e400"),
        (OnOff(), "yes"),
        (OneOf(Colour), "RED"),
        (Span(0, 24), "8"),
        (Span(0, 24), "8,8"),
        (Span(0, 24), "17,8"),
        (Span(0, 24), "1,2,3"),
        (Span(0, 24), "0,25"),
        (Words(), ""),
        (Words(), "a,,b"),
        (Words(), "a b"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_reader_refuses_what_is_out_of_its_bounds(reader: Reader, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the readers promise no more
        reader.read(text)


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        (Whole(1, 9), "a whole number from 1 to 9"),
        (Number(0, 0.5), "a number from 0 to 0.5"),
        (OnOff(), "on or off"),
        (OneOf(Colour), "red or dark-blue"),
        (Span(0, 24), "two whole numbers from 0 to 24, the lower first: 100,800"),
        (Words(), "names with commas between"),
    ],
    ids=str,
)
def test_a_reader_says_what_it_takes(reader: Reader, words: str) -> None:
    assert reader.allowed == words


def test_a_bad_value_is_told_with_what_is_allowed() -> None:
    with pytest.raises(BadSetting) as bad:
        choice_with(Paint, {"layers": "ten"})

    assert str(bad.value) == "layers is 'ten'; allowed: a whole number from 1 to 9."


def test_an_unknown_name_is_told_with_the_nearest_or_with_all() -> None:
    def suggestion(kind: type[object], name: str) -> str:
        with pytest.raises(UnknownSetting, match=f"no setting '{name}'") as unknown:
            choice_with(kind, {name: "1"})
        return unknown.value.suggestion

    assert suggestion(Paint, "layer") == "Did you mean layers?"
    assert suggestion(Paint, "x") == "There are: colour, layers, gloss, wet, hours, places."
    assert suggestion(OFFLOADS["model"], "x") == "It has none."


@pytest.mark.parametrize("text", ["layers", "layers=1 gloss"])
def test_text_without_a_value_is_no_list_of_settings(text: str) -> None:
    with pytest.raises(ValueError, match="no list of settings"):
        settings_from_text(text)
