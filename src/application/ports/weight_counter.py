"""How many numbers a model's weights are, where no file tells."""

from typing import Protocol

from ...domain.model import ModelProfile


class WeightCounter(Protocol):
    """Knows how many weights a component has from what it is, without having them."""

    def count(self, model: ModelProfile) -> ModelProfile:
        """Return `model` with the numbers of every component that needs counting filled in.

        The model is one that the library knows; a component whose files told stays as it is.

        Raises:
            ModelUnreadable: a component's configuration is missing, or its class cannot be built.
            MissingDependency: its class needs a package that is absent.
            HubUnreachable: the configuration files were removed since the profile was read.
        """
        ...
