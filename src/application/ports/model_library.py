"""Where models come from."""

from typing import Protocol

from ...domain.model import ModelProfile


class ModelLibrary(Protocol):
    """Knows models by name and reads what they are, without their weights."""

    def profile(self, name: str, revision: str | None = None) -> ModelProfile:
        """Return what the model called `name` is and supports.

        `name` is a bundled model's name, a folder, or a hub id (`owner/name`). `revision` is the
        hub's commit; without it the newest is meant.

        Raises:
            ModelNotFound: nothing goes by that name.
            ModelUnreadable: its files are missing or corrupt.
            NotTextToImage: it is something else.
            HubUnreachable: it is not here and the hub cannot be asked.
        """
        ...
