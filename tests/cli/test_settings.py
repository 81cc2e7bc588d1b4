import pytest

from diffgentor.domain.casting import AskedCasting, StorageType
from diffgentor.domain.errors import InvalidOption
from diffgentor.domain.precision import Precision
from diffgentor.entrypoints.settings import Settings, read_settings
from tests.cli.shell import Shell


def test_an_empty_environment_leaves_the_defaults() -> None:
    assert read_settings({"PATH": "/bin"}) == Settings(AskedCasting(), ())


def test_the_environment_chooses_how_to_cast() -> None:
    environment = {"DG_STORAGE_DTYPE": "float8_e5m2", "DG_COMPUTE_DTYPE": "bfloat16"}

    expected = AskedCasting(StorageType.FLOAT8_E5M2, Precision.BFLOAT16)
    assert read_settings(environment).casting == expected


@pytest.mark.parametrize("variable", ["DG_STORAGE_DTYPE", "DG_COMPUTE_DTYPE"])
def test_a_value_that_a_variable_does_not_take_is_told_with_its_name(variable: str) -> None:
    with pytest.raises(InvalidOption, match=f"{variable} is 'float9'") as told:
        read_settings({variable: "float9"})

    assert "float16" in told.value.advice


def test_a_setting_counts_for_whoever_asks_for_the_technique(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DG_STORAGE_DTYPE", "float8_e5m2")

    silent, casting = shell.draw(), shell.draw("--enable_layerwise_casting")

    assert "layerwise_casting" not in silent.stderr
    assert "✓  layerwise_casting  float8_e5m2 computed in float32" in casting.stderr
