import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from diffgentor.domain.denoiser_counts import DenoiserCounts, UnitCounts
from diffgentor.domain.errors import PictureUnreadable
from diffgentor.domain.provenance import Provenance
from diffgentor.domain.provenance_json import VERSION, from_json, outcome_fields, to_json
from diffgentor.domain.receipt import Applied, Planned, PlanReceipt
from tests.fakes.builders import a_plan, a_request
from tests.unit.arbitrary import provenances

COUNTS = DenoiserCounts(2, (UnitCounts("blocks", 2, (2, 1), 4),))
RECORD = to_json(
    Provenance(
        request=a_request(negative_prompt="fog"),
        index=0,
        seed=7,
        plan=a_plan(),
        receipt=PlanReceipt((Applied("tf32", "off", "seen"),), a_plan().fingerprint),
        model="shapes",
        model_revision="main",
        model_fingerprint="0123",
        pipeline_class="FluxPipeline",
        device="cpu",
        libraries={"torch": "2.13.0"},
        pixels_sha256="abcd",
        counts=COUNTS,
    )
)

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every place in a JSON value, with what stands there."""
    yield path, value
    children = value.items() if isinstance(value, dict) else []
    if isinstance(value, list):
        children = list(enumerate(value))
    for key, child in children:
        yield from leaves(child, (*path, key))


def record_with(path: Path, value: Any) -> str:
    """Return the record with another value at a place."""
    if not path:
        return json.dumps(value)
    record = json.loads(RECORD)
    parent = record
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return json.dumps(record)


PLACES = [path for path, _ in leaves(json.loads(RECORD))]
WHAT_IS_THERE = dict(leaves(json.loads(RECORD)))
CAME_LATER = {
    ("plan", "layerwise_casting"),
    ("plan", "offload"),
    ("plan", "compile"),
    ("plan", "cache"),
    ("plan", "batch_size"),
    ("receipt", "outcomes", 0, "origin"),
    ("counts",),
}
"""What the first version did not write."""
FIELDS = [
    path
    for path in PLACES
    if path
    and path[:2] != ("libraries", "torch")
    and not isinstance(path[-1], int)
    and path not in CAME_LATER
]
MAY_BE_NULL = {("request", "negative_prompt"), ("model", "revision"), ("counts",)}
NUMBERS = {("request", "guidance_scale")}


@given(provenances)
def test_a_record_read_back_is_what_was_written(provenance: Provenance) -> None:
    text = to_json(provenance)

    assert from_json(text) == provenance
    assert "\n" not in text


@pytest.mark.parametrize("end", range(0, len(RECORD), 7))
def test_a_record_cut_short_is_damaged(end: int) -> None:
    with pytest.raises(PictureUnreadable):
        from_json(RECORD[:end])


@given(st.integers(0, len(RECORD) - 1), st.characters())
def test_a_changed_character_is_damage_or_another_whole_record(place: int, new: str) -> None:
    try:
        read = from_json(RECORD[:place] + new + RECORD[place + 1 :])
    except PictureUnreadable:
        return
    assert from_json(to_json(read)) == read


@given(st.text())
@example("[" * 100_000)
@example('{"version": 1' + "0" * 5000 + "}")
def test_other_text_is_no_record(text: str) -> None:
    with pytest.raises(PictureUnreadable):
        from_json(text)


@given(st.sampled_from(PLACES), st.sampled_from([None, True, [], ["x"], {}, "x", 2, 0.5]))
def test_a_value_of_another_kind_anywhere_is_damage(path: Path, new: Any) -> None:
    there = WHAT_IS_THERE[path]
    assume(type(new) is not type(there))
    assume(not (new is None and path in MAY_BE_NULL))
    assume(not (isinstance(new, int) and path in NUMBERS and new is not True))

    with pytest.raises(PictureUnreadable):
        from_json(record_with(path, new))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("request", "steps"), 0),
        (("request", "width"), 0),
        (("request", "guidance_scale"), float("nan")),
        (("request", "guidance_scale"), 10**400),
        (("request", "format"), "bmp"),
        (("plan", "torch_dtype"), "float8"),
        (("plan", "tf32"), "perhaps"),
        (("plan", "offload"), "group blocks=0"),
        (("plan", "compile"), "whole mode"),
        (("plan", "cache"), "pab threshold=0.1"),
        (("receipt", "outcomes", 0, "status"), "HOPED"),
    ],
    ids=str,
)
def test_a_value_that_cannot_have_been_written_is_damage(path: Path, value: Any) -> None:
    with pytest.raises(PictureUnreadable, match="damaged"):
        from_json(record_with(path, value))


@pytest.mark.parametrize("path", FIELDS, ids=str)
def test_a_record_without_one_of_its_fields_is_damaged(path: Path) -> None:
    record = json.loads(RECORD)
    parent = record
    for key in path[:-1]:
        parent = parent[key]
    del parent[path[-1]]

    with pytest.raises(PictureUnreadable, match="damaged"):
        from_json(json.dumps(record))


@pytest.mark.parametrize("path", sorted(CAME_LATER, key=str), ids=str)
def test_what_the_first_version_did_not_write_may_be_absent(path: Path) -> None:
    record = json.loads(RECORD)
    parent = record
    for key in path[:-1]:
        parent = parent[key]
    del parent[path[-1]]

    read = from_json(json.dumps(record))

    assert replace(read, counts=COUNTS) == from_json(RECORD)
    assert (read.counts is None) == (path == ("counts",))


def test_a_record_of_a_newer_version_asks_for_a_newer_diffgentor() -> None:
    with pytest.raises(PictureUnreadable, match=f"of version {VERSION + 1}") as refusal:
        from_json(record_with(("version",), VERSION + 1))

    assert refusal.value.advice == "Use a newer diffgentor."


def test_an_outcome_becomes_its_status_and_the_fields_of_its_kind() -> None:
    assert outcome_fields(Planned("tf32", "on")) == {
        "status": "PLANNED",
        "optimization": "tf32",
        "setting": "on",
        "origin": "",
    }
