"""A pipeline class of an engine's own, which libraries may patch without reaching others."""

from typing import Any


def give_private_class(pipeline: Any) -> None:
    """Make the pipeline an instance of a subclass that nobody else has, of the same name.

    cache-dit replaces `__call__` on the class (version 1.5), and goes by the class's name.
    """
    stock = type(pipeline)
    pipeline.__class__ = type(
        stock.__name__, (stock,), {"__module__": stock.__module__, "__doc__": stock.__doc__}
    )
