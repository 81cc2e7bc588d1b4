import pytest

from diffgentor.domain.step_cache import CacheDit, TaylorSeer
from tests.cli.shell import Result, Shell


def refusal(result: Result) -> str:
    assert (result.code, result.stdout) == (2, "")
    return result.stderr


def test_settings_reach_the_cache(shell: Shell) -> None:
    result = shell(
        *("plan", "--json", "--cache_type", "taylor_seer"),
        *("--cache_setting", "order = 2", "--cache-setting", "lite=on"),
    )

    [answer] = result.lines
    [cache] = [one for one in answer["receipt"]["outcomes"] if one["optimization"] == "cache"]
    assert cache["setting"] == str(TaylorSeer(order=2, lite=True))


def test_an_unknown_setting_is_told_with_the_nearest(shell: Shell) -> None:
    result = shell.draw("--cache_type", "cache_dit", "--cache_setting", "treshold=0.1")

    assert refusal(result) == (
        "error: --cache_setting: There is no setting 'treshold'.\nDid you mean threshold?\n"
    )
    assert shell.loader.loads == []


def test_a_setting_that_is_near_to_none_is_told_with_all(shell: Shell) -> None:
    result = shell.draw("--cache_type", "pab", "--cache_setting", "x=1")

    assert "There are: spatial_skip, timestep_skip.\n" in refusal(result)


@pytest.mark.parametrize(
    ("cache", "setting", "message", "advice"),
    [
        ("pab", "spatial_skip=1", "spatial_skip is '1'", "a whole number from 2 to 1000"),
        ("cache_dit", "step_mask=fastest", "step_mask is 'fastest'", "none or slow or"),
        ("mag_cache", "ratios=1,x", "ratios is '1,x'", "positive numbers with commas between"),
    ],
)
def test_a_value_that_a_setting_does_not_take_is_told_with_what_it_does(
    cache: str, setting: str, message: str, advice: str, shell: Shell
) -> None:
    told = refusal(shell.draw("--cache_type", cache, "--cache_setting", setting))

    assert told.startswith(f"error: --cache_setting: {message}")
    assert f"It takes {advice}" in told


def test_a_setting_without_a_cache_is_told(shell: Shell) -> None:
    assert refusal(shell.draw("--cache_setting", "threshold=0.1")) == (
        "error: --cache_setting sets a step cache, and none is asked for.\nAdd --cache_type.\n"
    )


def test_no_cache_has_no_settings(shell: Shell) -> None:
    result = shell.draw("--cache_type", "off", "--cache_setting", "threshold=0.1")

    assert "It has none.\n" in refusal(result)


def test_a_setting_without_a_value_is_told_with_an_example(shell: Shell) -> None:
    result = shell.draw("--cache_type", "pab", "--cache_setting", "spatial_skip")

    assert refusal(result) == (
        "error: --cache_setting takes NAME=VALUE, not 'spatial_skip'.\n"
        "Such as --cache_setting threshold=0.1.\n"
    )


def test_the_cache_of_a_preset_or_of_optimize_takes_settings_too(shell: Shell) -> None:
    result = shell("plan", "--json", "--optimize", "cache_dit", "--cache_setting", "threshold=0.5")

    [cache] = [
        one for one in result.lines[0]["receipt"]["outcomes"] if one["optimization"] == "cache"
    ]
    assert cache["setting"] == str(CacheDit(0.5))
    assert cache["origin"] == "--optimize, threshold from --cache_setting"


def test_a_misspelt_cache_is_told_with_the_nearest(shell: Shell) -> None:
    assert "Did you mean taylor_seer?" in refusal(shell.draw("--cache_type", "taylorseer"))
