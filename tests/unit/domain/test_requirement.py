import pytest

from diffgentor.domain.requirement import Requirement

NEEDED = Requirement("tiles", "1.10", "pip install tiles")


@pytest.mark.parametrize("version", ["1.10", "1.10.0", "1.11", "2.0+cu12"])
def test_the_version_that_is_needed_or_a_newer_one_will_do(version: str) -> None:
    assert NEEDED.unmet_by({"tiles": version}) == ""


def test_a_package_that_is_absent_is_named_with_the_version_that_is_needed() -> None:
    assert NEEDED.unmet_by({"tile": "1.10"}) == (
        "It needs tiles 1.10 or newer; tiles is not installed."
    )


@pytest.mark.parametrize("version", ["1.9", "1.9.99", "0.11"])
def test_an_older_version_is_named(version: str) -> None:
    assert f"tiles {version} is too old." in NEEDED.unmet_by({"tiles": version})
