import pytest

from diffgentor.domain.errors import ModelNotFound, OutputUnwritable
from tests.fakes.builders import an_asked_generation
from tests.fakes.picture_store import FakeStore

from .generation import Generation


def test_a_place_that_takes_no_pictures_is_found_out_before_anything_is_loaded() -> None:
    generation = Generation(store=FakeStore(full_at=0))

    with pytest.raises(OutputUnwritable):
        generation()

    assert generation.loader.loads == []


def test_a_request_that_cannot_be_does_not_touch_the_place() -> None:
    generation = Generation(store=FakeStore(full_at=0))

    with pytest.raises(ModelNotFound):
        generation(an_asked_generation(model="nowhere"))
