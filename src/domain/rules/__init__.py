"""Which optimizations cannot be in force, or have no effect, and what to do instead.

One module for each technique; `check` asks every rule and returns all findings together.
"""

from .check import RULES, check
from .finding import Finding, Rule, Verdict
from .situation import Situation

__all__ = ["RULES", "Finding", "Rule", "Situation", "Verdict", "check"]
