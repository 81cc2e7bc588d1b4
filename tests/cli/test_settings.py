import pytest

from diffgentor.domain.errors import InvalidOption
from diffgentor.entrypoints.settings import VARIABLES, Settings, read_settings
from tests.cli.shell import Shell


def test_an_empty_environment_says_nothing() -> None:
    assert read_settings({"PATH": "/bin"}) == Settings()


def test_what_is_set_is_kept_under_its_own_name() -> None:
    environment = {"DG_STORAGE_DTYPE": "float8_e5m2", "DG_FBC_THRESHOLD": "0.1", "HOME": "/root"}

    assert dict(read_settings(environment).texts) == {
        "DG_STORAGE_DTYPE": "float8_e5m2",
        "DG_FBC_THRESHOLD": "0.1",
    }


@pytest.mark.parametrize("variable", sorted(VARIABLES))
def test_a_value_that_a_variable_does_not_take_is_told_with_its_name(variable: str) -> None:
    with pytest.raises(InvalidOption, match=f"{variable} is 'nonsense!'") as told:
        read_settings({variable: "nonsense!"})

    assert VARIABLES[variable].reader.allowed in told.value.advice


def test_a_misspelt_variable_is_told_with_the_nearest_name() -> None:
    with pytest.raises(InvalidOption, match="no environment variable DG_FBC_TRESHOLD") as told:
        read_settings({"DG_FBC_TRESHOLD": "0.1"})

    assert told.value.advice == "Did you mean DG_FBC_THRESHOLD?"


def test_a_setting_counts_for_whoever_asks_for_the_technique(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DG_STORAGE_DTYPE", "float8_e5m2")

    silent, casting = shell.draw(), shell.draw("--enable_layerwise_casting")

    assert "layerwise_casting" not in silent.stderr
    assert "✓  layerwise_casting  float8_e5m2 …" in casting.stderr
