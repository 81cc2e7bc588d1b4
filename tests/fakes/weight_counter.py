"""Counts weights without any class to count them in."""

from dataclasses import replace

from diffgentor.domain.errors import DiffgentorError
from diffgentor.domain.model import ModelProfile


class FakeWeightCounter:
    """Finds `parameters` numbers in each component that needs counting, all in one tensor.

    `counted` holds the names of the models that were asked about. With `fails`, every question
    is answered with that error, as for a class that cannot be built.
    """

    def __init__(self, parameters: int = 1000, fails: DiffgentorError | None = None) -> None:
        self.parameters = parameters
        self.fails = fails
        self.counted: list[str] = []

    def count(self, model: ModelProfile) -> ModelProfile:
        self.counted.append(model.name)
        if self.fails:
            raise self.fails
        components = tuple(
            replace(component, parameters=self.parameters, largest_tensor=self.parameters)
            if component.needs_counting
            else component
            for component in model.components
        )
        return replace(model, components=components)
