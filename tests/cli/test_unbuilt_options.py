import pytest

from diffgentor.entrypoints.cli.option import Unbuilt
from diffgentor.entrypoints.cli.t2i_options import NOT_BUILT
from tests.cli.shell import Shell

OPTIONS = [option for option in NOT_BUILT.options if isinstance(option, Unbuilt)]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_an_option_of_the_guide_that_is_not_built_is_refused_by_name(
    shell: Shell, option: Unbuilt
) -> None:
    result = shell.draw(option.name, *(["1"] if option.metavar else []))

    assert result.code == 3
    assert f"{option.name} " in result.stderr.splitlines()[0]
    assert shell.loader.loads == []


def test_the_multi_gpu_backend_is_refused_by_name(shell: Shell) -> None:
    result = shell.draw("--backend", "xdit")

    assert result.code == 3
    assert "--backend (xdit) is refused" in result.stderr


def test_an_attention_kernel_that_cannot_run_here_is_refused_with_the_reason(
    shell: Shell,
) -> None:
    result = shell.draw("--attention_backend", "flash")

    assert result.code == 3
    assert "attention_backend (flash) is refused: It needs cuda" in result.stderr
    assert "ATTENTION_NEEDS_DEVICE" in result.stderr


def test_every_refusal_is_told_at_once_with_all_its_values(shell: Shell) -> None:
    result = shell.draw(
        "--enable-compile", "--num_gpus", "2", "--num-gpus", "4", "--prompts_file", "x"
    )

    refused = [line for line in result.stderr.splitlines() if "refused" in line]
    assert len(refused) == 3
    assert "--num_gpus (2, 4)" in result.stderr


def test_a_variable_of_the_guide_is_refused_by_name(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DG_XDIT_RING_DEGREE", "2")

    result = shell.draw()

    assert result.code == 3
    assert "DG_XDIT_RING_DEGREE (2)" in result.stderr


def test_a_variable_of_the_guide_does_not_slip_into_a_replay(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.draw()
    monkeypatch.setenv("DG_XDIT_RING_DEGREE", "2")

    result = shell("replay", "out/0000.png")

    assert result.code == 2
    assert "Unset DG_XDIT_RING_DEGREE." in result.stderr


def test_the_doctor_tells_of_a_variable_that_would_be_refused(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DG_XDIT_RING_DEGREE", "2")

    result = shell("doctor")

    assert result.code == 0
    assert "DG_XDIT_RING_DEGREE" in result.stderr
