"""The page that lists all techniques."""

from collections.abc import Iterator

from ....domain.technique import CATALOGUE, TechniqueDescription
from ....domain.unbuilt import UNBUILT
from .page import code, table
from .technique_page import TITLES


def techniques() -> Iterator[str]:
    """Yield the page's lines."""
    yield "Whether a machine can use them, `diffgentor doctor` says; on which models and devices"
    yield "they can be in force and what goes together, [Compatibility](compatibility.md); why"
    yield "not, the [rules](rules.md). Named starting points are [presets](techniques/presets.md)."
    yield ""
    yield from table(
        ("technique", "option", "for", "switched", "what it does", "what it costs", "more"),
        (_row(one) for one in CATALOGUE),
    )
    yield ""
    yield "What is switched at load time holds for all pictures of a loaded model; what is"
    yield "switched per request, for the pictures of one request."
    yield from ("", "## Not in this version", "")
    yield "Known from the guide; asking for one ends the command with exit code 3."
    yield ""
    yield from table(
        ("technique", "option", "package"),
        ((code(one.name), code(one.flag), code(one.package)) for one in UNBUILT),
    )


def _row(one: TechniqueDescription) -> tuple[str, ...]:
    has_page = one.technique in TITLES
    return (
        f"[`{one.technique}`](techniques/{one.technique}.md)" if has_page else code(one.technique),
        code(one.flag),
        one.purpose,
        one.scope,
        one.summary,
        one.effect,
        f"[source]({one.source})",
    )
