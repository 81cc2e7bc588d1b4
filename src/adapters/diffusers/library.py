"""Models by name: bundled ones, folders, and the hub."""

import re
from pathlib import Path

from ...domain.errors import ModelNotFound
from ...domain.model import ModelProfile
from ..bundled import BUNDLED
from .hub import configuration_folder
from .profile import read_profile

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


class DiffusersLibrary:
    """Finds a model by name and reads its profile; plays the role `ModelLibrary`."""

    def profile(self, name: str) -> ModelProfile:
        """Return the profile of a bundled model, a folder or a hub model, tried in that order.

        A name that could be a folder or a hub id is a folder where such a folder exists.
        """
        if name in BUNDLED:
            return read_profile(BUNDLED[name], name, str(BUNDLED[name]), None)
        folder = Path(name).expanduser()
        if folder.is_dir():
            return read_profile(folder, name, str(folder.resolve()), None)
        if folder.exists():
            raise ModelNotFound(
                f"{name} is a file, not a model's folder.",
                "Name the folder that was written by save_pretrained, or a hub id.",
            )
        if not _HUB_ID.fullmatch(name):
            raise ModelNotFound(
                f"There is no model {name!r}: it is no folder, and a hub id is owner/name, such "
                "as black-forest-labs/FLUX.1-schnell.",
                f"Bundled with diffgentor: {', '.join(BUNDLED)}.",
            )
        snapshot = configuration_folder(name)
        return read_profile(snapshot, name, name, snapshot.name)
