"""Options of the guide that this version does not have."""

from collections.abc import Iterator

from .finding import Finding, Verdict
from .situation import Situation


def option_is_not_built(situation: Situation) -> Iterator[Finding]:
    """An option that does nothing yet is refused by name rather than ignored."""
    for unbuilt in situation.asked.unbuilt:
        is_variable = unbuilt.option.isupper()
        yield Finding(
            "NOT_BUILT",
            Verdict.REFUSES,
            unbuilt.option,
            unbuilt.value,
            f"{unbuilt.option} is in the guide, and this version of diffgentor has it not yet.",
            f"Unset {unbuilt.option}." if is_variable else f"Leave {unbuilt.option} out.",
        )
