"""How a page says which package an optimization needs."""

from ....domain.requirement import Requirement
from .page import code


def needed(requirement: Requirement | None) -> str:
    """Return a package with its version and how it is had, or nothing."""
    if requirement is None:
        return ""
    remedy = requirement.remedy
    how = code(remedy) if remedy.startswith("pip ") else remedy
    return f"{requirement.package} {requirement.minimum} or newer: {how}"
