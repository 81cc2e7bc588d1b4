import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.size import LARGEST_EDGE, ImageSize


@given(st.integers(1, LARGEST_EDGE), st.integers(1, LARGEST_EDGE))
def test_a_size_reads_as_width_by_height(width: int, height: int) -> None:
    assert str(ImageSize(width, height)) == f"{width}x{height}"


@pytest.mark.parametrize("edge", [-1, 0, LARGEST_EDGE + 1])
def test_a_size_with_an_edge_out_of_bounds_cannot_exist(edge: int) -> None:
    with pytest.raises(ValueError, match="outside of 1 to 8192"):
        ImageSize(edge, 16)
    with pytest.raises(ValueError, match="outside of 1 to 8192"):
        ImageSize(16, edge)
