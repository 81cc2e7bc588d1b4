"""The pages about single techniques."""

from collections.abc import Callable, Iterator

from ....domain.setting import settings_of
from ....domain.technique import BY_TECHNIQUE, Technique
from ...settings import COMPUTE, STORAGE
from .attention_page import attentions
from .choice import Choice, choices_of, devices_of, needs_of, settings_table
from .page import code, page, said_in_short, table
from .rule_page import rules_of

TITLES = {
    Technique.OFFLOAD: "Offloading",
    Technique.COMPILE: "torch.compile",
    Technique.CACHE: "Step caches",
    Technique.ATTENTION_BACKEND: "Attention",
    Technique.LAYERWISE_CASTING: "Layerwise casting",
}
"""The techniques with several choices or with settings."""


def technique_pages() -> Iterator[tuple[str, str]]:
    """Yield each page under its file name."""
    for technique, title in TITLES.items():
        yield f"techniques/{technique}.md", page(title, _about(technique))


def _about(technique: Technique) -> Iterator[str]:
    description = BY_TECHNIQUE[technique]
    yield f"{description.summary} {description.effect}"
    yield ""
    yield from table(
        ("in receipts", "for", "switched", "more"),
        [
            (
                code(technique),
                description.purpose,
                description.scope,
                f"[diffusers' documentation]({description.source})",
            )
        ],
    )
    yield from _CHOICES.get(technique, _choices)(technique)
    yield from ("", "## Rules", "")
    yield "What can be in the way. Which models and devices that concerns, and which other"
    yield "choices, stands in [Compatibility](../compatibility.md)."
    yield ""
    yield from rules_of(technique)


def _choices(technique: Technique) -> Iterator[str]:
    choices = tuple(choices_of(technique))
    yield from ("", "## Choices", "")
    yield from table(
        ("in `--optimize`", "option", "what it does", "needs", "devices"),
        (_row(choice) for choice in choices),
    )
    yield from ("", "## Settings", "")
    yield "By a variable of the environment" + (
        ", or with `--cache_setting NAME=VALUE`, which outweighs it."
        if technique is Technique.CACHE
        else "."
    )
    for choice in choices:
        if settings := settings_of(type(choice.value)):
            yield from ("", f"### {choice.word}", "")
            yield from settings_table(settings)


def _row(choice: Choice) -> tuple[str, ...]:
    return (
        code(choice.word),
        code(choice.flag),
        said_in_short(type(choice.value)),
        needs_of(choice),
        devices_of(choice),
    )


def _casting(technique: Technique) -> Iterator[str]:
    yield from ("", "## Choices", "")
    yield from table(
        ("in `--optimize`", "option"),
        ((code(one.word), code(one.flag)) for one in choices_of(technique)),
    )
    yield from ("", "## Settings", "")
    yield from settings_table((STORAGE, COMPUTE))


_CHOICES: dict[Technique, Callable[[Technique], Iterator[str]]] = {
    Technique.ATTENTION_BACKEND: attentions,
    Technique.LAYERWISE_CASTING: _casting,
}
