"""A command's answer as one JSON object; an error is one too."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from ..rpc.error_status import to_status
from ..rpc.json_text import to_json_value
from .standard_output import ReaderLeft, write_line


@contextmanager
def one_object(stdout: TextIO) -> Iterator[None]:
    """Write `{"error": …}` in the shape of `google.rpc.Status` where an error passes through."""
    try:
        yield
    except ReaderLeft:
        raise
    except BaseException as error:
        write_object({"error": to_json_value(to_status(error))}, stdout)
        raise


def write_object(value: Mapping[str, object], stdout: TextIO) -> None:
    """Write the object as one line."""
    write_line(json.dumps(value, ensure_ascii=False), stdout)
