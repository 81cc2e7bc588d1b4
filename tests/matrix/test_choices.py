"""No optimization that somebody can name is left out of the matrix."""

from collections.abc import Iterable

import pytest

from diffgentor.domain.asked_plan import FIELDS, AskedPlan, said_about
from diffgentor.domain.attention import KERNELS_BY_NAME, KernelAttention, kernel_called
from diffgentor.domain.precision import Precision
from diffgentor.domain.shorthand import SHORTHANDS
from diffgentor.domain.technique import Technique
from diffgentor.entrypoints.cli.asked_plan import to_asked_plan
from diffgentor.entrypoints.cli.command_table import COMMANDS, TELLING
from diffgentor.entrypoints.cli.parser import parse
from diffgentor.entrypoints.cli.t2i_options import WHAT, WHERE
from diffgentor.entrypoints.settings import Settings
from tests.matrix.choices import CHOICES, asked_by, pairs

WORDS_AFTER = {
    "--backend": ["xdit"],
    "--torch_dtype": ["bfloat16"],
    "--attention_backend": ["flash"],
    "--cache_type": ["pab"],
    "--batch_size": ["2"],
    "--prompts_file": ["prompts.txt"],
}
"""What follows the options that take a value."""

NO_CHOICE_OF_ITS_OWN = {
    "--model_name", "--preset", "--optimize", "--on_refusal", "--cache_setting",
    # Part of what `--backend` is for.
    "--num_gpus",
}  # fmt: skip
"""Options that name a model, a setting, or several choices at once."""

TRIED_KERNELS = {
    "native", "_native_math", "_native_flash", "flex", "flash", "_flash_3", "sage", "xformers",
}  # fmt: skip
"""Those of the guide, and those of every CPU; `adapters/engine/test_attention.py` asks for all."""


def kinds(plans: Iterable[AskedPlan]) -> set[object]:
    """Return what the plans say, whatever the settings."""
    found = set[object]()
    for asked in plans:
        found |= {unbuilt.option.partition(" ")[0] for unbuilt in asked.unbuilt}
        for technique in said_about(asked):
            said = getattr(asked, FIELDS[technique])
            found |= {
                _kind(technique, one) for one in (said if isinstance(said, tuple) else [said])
            }
    return found


def _kind(technique: Technique, choice: object) -> object:
    match choice:
        case int():
            return technique
        case Precision():
            return choice
        case KernelAttention(backend=backend):
            kernel = kernel_called(backend)
            return kernel and kernel.name
        case _:
            return type(choice)


def test_every_word_for_an_optimization_has_its_choice() -> None:
    left_out = kinds(SHORTHANDS.values()) - kinds(CHOICES.values())

    # What every CPU draws in when nothing is said.
    assert left_out == {Precision.FLOAT32, *(KERNELS_BY_NAME.keys() - TRIED_KERNELS)}


OPTIONS = [
    option.name
    for group in COMMANDS[0].groups
    for option in group.options
    if group not in (WHAT, WHERE, TELLING) and option.name not in NO_CHOICE_OF_ITS_OWN
]


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_for_an_optimization_has_its_choice(option: str) -> None:
    options = parse(["t2i", "--prompt", "x", option, *WORDS_AFTER.get(option, [])])

    said = kinds([to_asked_plan(options, Settings())])

    assert said
    assert said <= kinds(CHOICES.values())


def test_a_pair_asks_for_both_of_its_choices() -> None:
    for pair in pairs():
        assert kinds([asked_by(pair)]) == kinds(CHOICES[name] for name in pair)
