"""Lends the families to the tests of the families themselves."""

from tests.tiny_pipelines.fixtures import tiny_folder

__all__ = ["tiny_folder"]
