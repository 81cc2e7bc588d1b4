import pytest

from diffgentor.entrypoints.cli.option_name import nearest, with_known_spelling
from tests.cli.shell import Shell

KNOWN = ("--prompt", "--num_inference_steps", "--enable_tf32", "--no-enable_tf32", "-h")


def test_hyphens_in_a_name_are_as_good_as_underscores() -> None:
    assert with_known_spelling(["--num-inference-steps", "4"], KNOWN) == [
        "--num_inference_steps",
        "4",
    ]


def test_every_spelling_of_a_negated_switch_is_known() -> None:
    spelt = with_known_spelling(["--no-enable-tf32", "--no_enable_tf32"], KNOWN)

    assert spelt == ["--no-enable_tf32"] * 2


def test_values_keep_their_hyphens() -> None:
    arguments = ["--prompt", "a well-lit num-inference-steps", "--prompt=--enable-tf32"]

    assert with_known_spelling(arguments, KNOWN) == arguments


def test_nothing_is_respelt_after_a_double_hyphen() -> None:
    arguments = ["--", "--enable-tf32"]

    assert with_known_spelling(arguments, KNOWN) == arguments


def test_unknown_names_stay_as_they_were_typed() -> None:
    assert with_known_spelling(["--some-thing"], KNOWN) == ["--some-thing"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--promt", "--prompt"),
        ("--steps", "--num_inference_steps"),
        ("--enable-tf23", "--enable_tf32"),
        ("--weather", None),
    ],
)
def test_a_wrong_name_meets_the_nearest_one(typed: str, meant: str | None) -> None:
    assert nearest(typed, KNOWN) == meant


def test_both_spellings_ask_for_the_same(shell: Shell) -> None:
    shell.draw("--num-inference-steps", "3", "--torch-dtype=bfloat16")
    shell.draw("--num_inference_steps", "3", "--torch_dtype=bfloat16")

    first, second = shell.loader.engines
    assert first.draws == second.draws
    assert first.plan == second.plan
