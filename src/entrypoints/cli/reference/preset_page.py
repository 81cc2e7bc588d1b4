"""The page about presets and the words of `--optimize`."""

from collections.abc import Iterator
from dataclasses import replace

from ....domain.asked_plan import said_about
from ....domain.preset import PRESETS, Preset
from ....domain.shorthand import SHORTHANDS
from ..plan_flags import flags_of
from .page import code, table


def presets() -> Iterator[str]:
    """Yield the page's lines."""
    yield "A preset is a starting point under a name: `--preset balanced`. It says what the"
    yield "options behind it would say, and whatever else is said outweighs it, technique by"
    yield "technique ([which source counts](../environment.md#which-source-counts))."
    yield ""
    yield from table(
        ("preset", "for", "says the same as"), (_row(preset) for preset in PRESETS.values())
    )
    yield ""
    yield "What a preset asks for and a model or machine cannot do is refused like anything else;"
    yield "`diffgentor plan --preset NAME --model_name MODEL` tells beforehand, and"
    yield "`--on_refusal degrade` draws with what is left."
    for preset in PRESETS.values():
        if preset.plan.unbuilt:
            names = ", ".join(code(f"{one.option} {one.value}") for one in preset.plan.unbuilt)
            yield ""
            yield f"`{preset.name}` also asks for {names}, which this version refuses by name."
    yield from ("", "## The words of --optimize", "")
    yield "`--optimize` takes one word for each optimization, with commas between. Each says the"
    yield "same as an option of its own."
    yield ""
    yield from table(
        ("word", "option", "technique"),
        (
            (code(word), code(flags_of(asked)), ", ".join(code(one) for one in said_about(asked)))
            for word, asked in SHORTHANDS.items()
        ),
    )


def _row(preset: Preset) -> tuple[str, ...]:
    built = replace(preset.plan, unbuilt=())
    return code(preset.name), preset.purpose, code(flags_of(built)) if said_about(built) else ""
