"""The reference pages of the documentation, made of what the code itself works with."""

from .pages import pages

__all__ = ["pages"]
