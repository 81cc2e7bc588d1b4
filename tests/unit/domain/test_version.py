import pytest

from diffgentor.domain.version import at_least


@pytest.mark.parametrize(
    ("version", "minimum", "expected"),
    [
        ("2.10", "2.9", True),
        ("2.9", "2.10", False),
        ("2.13.0+cpu", "2.13", True),
        ("3.0.0b1", "3.0.0", True),
        ("2", "2.0.0", True),
        ("1.9.9", "2", False),
        ("unknown", "0.1", False),
    ],
)
def test_versions_compare_by_their_numbers(version: str, minimum: str, expected: bool) -> None:
    assert at_least(version, minimum) is expected
