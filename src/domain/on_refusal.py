"""What to do where a rule refuses an optimization that was asked for."""

from enum import StrEnum


class OnRefusal(StrEnum):
    """Stop before anything is loaded, or draw with the nearest plan and say so."""

    ERROR = "error"
    DEGRADE = "degrade"
