import pytest

from diffgentor.domain.size import ImageSize
from tests.fakes.builders import a_picture


def test_a_picture_has_three_bytes_for_each_pixel() -> None:
    assert len(a_picture(size=ImageSize(3, 5), pixels=bytes(45)).pixels) == 45


@pytest.mark.parametrize("length", [0, 44, 46])
def test_a_picture_of_another_length_cannot_exist(length: int) -> None:
    with pytest.raises(ValueError, match=f"3x5 needs 45 bytes, not {length}"):
        a_picture(size=ImageSize(3, 5), pixels=bytes(length))
