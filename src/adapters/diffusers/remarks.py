"""What the libraries log while they work, kept for the person who asked."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LIBRARIES = ("diffusers", "transformers")


class _Collector(logging.Handler):
    """Keeps the warnings of one thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.remarks: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        text = " ".join(record.getMessage().split())
        if record.thread == self._thread and text not in self.remarks:
            self.remarks.append(text)


@contextmanager
def collected_remarks() -> Iterator[list[str]]:
    """Collect this thread's warnings of diffusers and transformers, each once.

    Meanwhile they do not go to the terminal, where they would tear the progress display apart;
    afterwards the libraries log as before.
    """
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in _LIBRARIES]
    before = [list(logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.handlers = [collector]
    try:
        yield collector.remarks
    finally:
        for logger, handlers in zip(loggers, before, strict=True):
            logger.handlers = handlers
