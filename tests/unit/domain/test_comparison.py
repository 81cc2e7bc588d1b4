import math
import tracemalloc
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.comparison import compare

pictures = st.binary(min_size=1, max_size=48)
pairs = st.integers(1, 48).flatmap(
    lambda size: st.tuples(*[st.binary(min_size=size, max_size=size)] * 2)
)


@given(pictures)
def test_a_picture_is_identical_to_itself(picture: bytes) -> None:
    comparison = compare(picture, bytes(bytearray(picture)))

    assert comparison.identical
    assert (comparison.largest_difference, comparison.differing_share) == (0, 0.0)
    assert comparison.psnr_db == math.inf


@given(pairs)
def test_the_distance_is_the_same_both_ways(pair: tuple[bytes, bytes]) -> None:
    first, second = pair

    assert compare(first, second) == compare(second, first)


@given(pairs)
def test_pictures_are_identical_exactly_if_their_bytes_are(pair: tuple[bytes, bytes]) -> None:
    comparison = compare(*pair)

    assert comparison.identical == (pair[0] == pair[1])
    assert comparison.identical == (comparison.differing_share == 0.0)
    assert comparison.identical == math.isinf(comparison.psnr_db)


@given(pairs)
def test_psnr_is_the_ratio_of_peak_to_root_mean_square_error(pair: tuple[bytes, bytes]) -> None:
    first, second = pair
    error = math.dist(first, second) / math.sqrt(len(first))
    expected = 20 * math.log10(255 / error) if error else math.inf

    assert compare(first, second).psnr_db == pytest.approx(expected)


@given(pairs)
def test_differences_are_counted_channel_by_channel(pair: tuple[bytes, bytes]) -> None:
    comparison = compare(*pair)

    differences = [abs(a - b) for a, b in zip(*pair, strict=True)]
    assert comparison.largest_difference == max(differences)
    assert comparison.differing_share == pytest.approx(fmean(d > 0 for d in differences))


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    comparison = compare(bytes(6), b"\xff" * 6)

    assert (comparison.largest_difference, comparison.differing_share) == (255, 1.0)
    assert comparison.psnr_db == pytest.approx(0.0)


@pytest.mark.parametrize(("first", "second"), [(b"", b""), (b"a", b"ab")])
def test_pictures_of_no_or_different_lengths_cannot_be_compared(
    first: bytes, second: bytes
) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        compare(first, second)


def test_large_pictures_are_compared_whole_and_in_little_memory() -> None:
    edge = 256
    first = bytes(edge * edge * 3)
    second = bytearray(first)
    second[0], second[edge * edge], second[-1] = 10, 20, 30
    spotted, inverted = bytes(second), b"\xff" * len(first)

    tracemalloc.start()
    try:
        few, all_of_them = compare(first, spotted), compare(first, inverted)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert few.largest_difference == 30
    assert few.differing_share == 3 / len(first)
    assert few.psnr_db == pytest.approx(10 * math.log10(255**2 * len(first) / 1400))
    assert all_of_them.differing_share == 1.0
    assert most < 2 * len(first)
