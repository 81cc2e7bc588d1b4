import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.entrypoints.cli.asked_plan import to_asked_plan
from diffgentor.entrypoints.cli.parser import parse
from diffgentor.entrypoints.settings import Settings
from tests.cli.shell import Shell


def test_words_may_have_spaces_around_them_and_commas_too_many() -> None:
    options = parse(["t2i", "--prompt", "x", "--optimize", " fuse_qkv , ,vae_tiling,"])

    assert to_asked_plan(options, Settings()) == AskedPlan(fuse_qkv=True, vae_tiling=True)


def test_words_reach_the_plan_that_is_drawn(shell: Shell) -> None:
    result = shell.draw("--optimize", "fuse_qkv,vae_tiling,bfloat16")

    plan = shell.loader.engine.plan
    assert result.code == 0
    assert (plan.fuse_qkv, plan.vae_tiling, plan.precision) == (True, True, "bfloat16")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("compil", "compile"), ("taylorseer", "taylor_seer"), ("bfloat", "bfloat16")],
)
def test_a_typo_is_refused_with_the_nearest_name(word: str, meant: str, shell: Shell) -> None:
    result = shell.draw("--optimize", f"fuse_qkv,{word}")

    assert result.code == 2
    assert result.stderr == (f"error: There is no optimization '{word}'.\nDid you mean {meant}?\n")
    assert shell.loader.loads == []


def test_a_typo_is_a_failed_job_in_json(shell: Shell) -> None:
    result = shell.draw("--json", "--optimize", "compil")

    [event] = result.lines
    assert result.code == 2
    assert event["finished"]["state"] == "JOB_STATE_FAILED"
    assert "no optimization 'compil'" in event["finished"]["error"]["message"]


def test_a_typo_in_a_plan_is_an_error_in_json(shell: Shell) -> None:
    result = shell("plan", "--json", "--optimize", "compil")

    [answer] = result.lines
    assert result.code == 2
    assert answer["error"]["details"][0]["reason"] == "INVALID_OPTION"


def test_two_words_that_exclude_each_other_are_refused_by_a_rule(shell: Shell) -> None:
    result = shell.draw("--optimize", "xformers,native_attention")

    assert result.code == 3
    assert "[ATTENTION_EXCLUSIVE]" in result.stderr


def test_a_misspelt_preset_is_told_with_the_nearest(shell: Shell) -> None:
    result = shell.draw("--preset", "balance")

    assert result.code == 2
    assert "Did you mean balanced?" in result.stderr


def test_a_preset_that_is_not_built_yet_is_refused_option_by_option(shell: Shell) -> None:
    result = shell.draw("--preset", "multi-gpu")

    assert result.code == 3
    for refused in ("--backend (xdit)", "--num_gpus (8)", "--ulysses_degree (4)"):
        assert f"{refused} is refused" in result.stderr
