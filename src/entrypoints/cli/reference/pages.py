"""All pages that the code alone can tell."""

from collections.abc import Mapping

from .command_line import command_line
from .environment_page import environment
from .error_page import errors
from .overview import techniques
from .page import page
from .preset_page import presets
from .rule_page import rules
from .technique_page import technique_pages


def pages() -> Mapping[str, str]:
    """Return the pages as Markdown, by file name below `docs/reference`."""
    return {
        "cli.md": page("Command line", command_line()),
        "techniques.md": page("Techniques", techniques()),
        **dict(technique_pages()),
        "techniques/presets.md": page("Presets", presets()),
        "environment.md": page("Environment variables", environment()),
        "rules.md": page("Rules", rules()),
        "errors.md": page("Errors", errors()),
    }
