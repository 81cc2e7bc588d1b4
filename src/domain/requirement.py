"""A package that an optimization needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from .version import at_least


@dataclass(frozen=True, slots=True)
class Requirement:
    """A package, from which version on, and how it comes onto the machine."""

    package: str
    minimum: str
    remedy: str

    def unmet_by(self, packages: Mapping[str, str]) -> str:
        """Return why the installed packages do not do, or nothing."""
        here = packages.get(self.package)
        if here is not None and at_least(here, self.minimum):
            return ""
        state = "is not installed" if here is None else f"{here} is too old"
        return f"It needs {self.package} {self.minimum} or newer; {self.package} {state}."
