"""Models by name: bundled ones, folders, and the hub."""

import re
from difflib import get_close_matches
from pathlib import Path

from ...domain.errors import ModelNotFound, shortened
from ...domain.model import ModelProfile
from .bundled import BUNDLED
from .hub import configuration_folder
from .profile import read_profile

_HUB_ID = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)


class DiffusersLibrary:
    """Finds a model by name and reads its profile; plays the role `ModelLibrary`."""

    def profile(self, name: str, revision: str | None = None) -> ModelProfile:
        """Return the profile of a bundled model, a folder or a hub model, tried in that order.

        A name that could be a folder or a hub id is a folder where such a folder exists.
        """
        if name in BUNDLED:
            return read_profile(BUNDLED[name], name, str(BUNDLED[name]), None)
        folder = _folder(name)
        if folder is not None:
            if folder.is_dir():
                return read_profile(folder, str(folder.resolve()), str(folder.resolve()), None)
            raise ModelNotFound(
                f"{name} is a file, not a model's folder.",
                "Name the folder that was written by save_pretrained, or a hub id.",
            )
        if not _HUB_ID.fullmatch(name):
            raise ModelNotFound(
                f"There is no model {shortened(name)}: it is no folder, and a hub id is "
                "owner/name, such as black-forest-labs/FLUX.1-schnell.",
                _advice(name),
            )
        snapshot = configuration_folder(name, revision)
        return read_profile(snapshot, name, name, snapshot.name)


def _folder(name: str) -> Path | None:
    """Return the folder or file of that name, or `None` where there can be none."""
    try:
        path = Path(name).expanduser()
        return path if path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long, no such user, a character too odd
        return None


def _advice(name: str) -> str:
    close = get_close_matches(name.lower(), BUNDLED, n=1)
    meant = f"Did you mean {close[0]!r}? " if close else ""
    return f"{meant}Bundled with diffgentor: {', '.join(BUNDLED)}."
