"""Stored pictures as the contract's messages."""

import os
from pathlib import Path

from ...domain.picture import StoredPicture
from .spec_message import to_format
from .v1 import types_pb2


def to_file_artifact(stored: StoredPicture) -> types_pb2.Artifact:
    """Return a picture that lies in a local file: `name` is its path, `uri` its `file://` URI."""
    return types_pb2.Artifact(
        name=os.fsencode(stored.location).decode(errors="replace"),
        index=stored.index,
        format=to_format(stored.format),
        width=stored.size.width,
        height=stored.size.height,
        size_bytes=stored.size_bytes,
        sha256=bytes.fromhex(stored.sha256),
        seed=stored.seed,
        uri=Path(stored.location).absolute().as_uri(),
    )
