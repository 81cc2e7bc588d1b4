"""A library of models that nobody has to download."""

from diffgentor.domain.errors import DiffgentorError, ModelNotFound
from diffgentor.domain.model import ModelProfile

from .builders import a_profile


class FakeLibrary:
    """Knows the profiles that it was given, by default `shapes` alone.

    With `fails`, every question is answered with that error, as when the hub is away.
    """

    def __init__(self, *profiles: ModelProfile, fails: DiffgentorError | None = None) -> None:
        self.profiles = {profile.name: profile for profile in profiles or (a_profile(),)}
        self.fails = fails
        self.asked_for: list[tuple[str, str | None]] = []

    def profile(self, name: str, revision: str | None = None) -> ModelProfile:
        self.asked_for.append((name, revision))
        if self.fails:
            raise self.fails
        if name not in self.profiles:
            raise ModelNotFound(f"There is no model {name!r}.", "Name one that there is.")
        return self.profiles[name]
