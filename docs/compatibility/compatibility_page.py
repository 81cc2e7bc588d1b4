"""The page that says which choice can be in force where: what the rules say, asked in full."""

from collections.abc import Iterator, Mapping
from importlib.metadata import version

from diffgentor.domain.model import ModelProfile
from diffgentor.domain.rules import Situation
from diffgentor.entrypoints.cli.reference.equipped import DEVICES
from diffgentor.entrypoints.cli.reference.page import page, table

from .exemplar import EXEMPLARS, FLUX, profile_of
from .pairs import pairs
from .rule_numbers import RuleNumbers
from .shared_line import SharedLines
from .tried_choice import PICTURES, TriedChoice, findings_about, situation_on, tried_choices

DEVICE = "h100"


def compatibility_page() -> str:
    """Return the page as Markdown."""
    return page("Compatibility", _lines())


def diffusers_version() -> str:
    """Return the installed diffusers' version without its last part, which fixes faults."""
    return ".".join(version("diffusers").split(".")[:2])


def _lines() -> Iterator[str]:
    numbers = RuleNumbers()
    models = {exemplar.short: profile_of(exemplar) for exemplar in EXEMPLARS}
    yield "What the [rules](rules.md) say of every choice, asked one by one and in pairs:"
    yield f"of {PICTURES} pictures at the model's own size, steps and guidance, on a machine where"
    yield "no package is missing or too old. What is in the way on another machine or of another"
    yield "request, `diffgentor plan` says."
    yield ""
    yield f"The classes are those of diffusers {diffusers_version()}; a newer one may know more."
    yield ""
    yield from table(
        ("mark", "meaning"),
        [
            ("✓", "planned: it can be in force"),
            ("~ 1", "degraded by rule 1: in a lesser form, or with nothing to act on"),
            ("✗ 1", "refused by rule 1"),
        ],
    )
    yield from ("", "Choices with the same marks share a line.", "", "## On each model", "")
    yield f"On an NVIDIA {DEVICE.upper()}. The columns stand for these models:"
    yield ""
    yield from _models()
    yield ""
    situations = {short: situation_on(model, DEVICES[DEVICE]) for short, model in models.items()}
    yield from _table_of(situations, numbers)
    yield from ("", "## On each device", "")
    yield "FLUX.1 again. `mps` is an Apple GPU."
    yield ""
    yield from _table_of(_on_devices(models[FLUX.short]), numbers)
    yield from ("", "## In pairs", "")
    yield from pairs(situations[FLUX.short], numbers)
    yield from ("", "## The rules by number", "")
    yield from numbers.table()


def _models() -> Iterator[str]:
    yield from table(
        ("column", "pipeline class", "model"),
        ((one.short, f"`{one.pipeline_class}`", one.name) for one in EXEMPLARS),
    )


def _on_devices(model: ModelProfile) -> Mapping[str, Situation]:
    return {name: situation_on(model, device) for name, device in DEVICES.items()}


def _table_of(situations: Mapping[str, Situation], numbers: RuleNumbers) -> Iterator[str]:
    """Yield one line for all choices of a technique of which the same is said everywhere."""
    lines: dict[tuple[str, ...], list[TriedChoice]] = {}
    for choice in tried_choices():
        marks = [
            numbers.mark(findings_about(situation, choice.asked))
            for situation in situations.values()
        ]
        lines.setdefault((choice.technique, *marks), []).append(choice)
    shared = SharedLines()
    yield from table(
        ("choice", *situations),
        ((shared.cell(choices), *marks) for (_, *marks), choices in lines.items()),
    )
    yield from shared.notes()
