"""The two libraries whose classes the families are made of.

Their constructors carry no annotations, so strict checking can say nothing about a call to them;
declaring both `Any` here, once, spares every family its own exception.
"""

from importlib import import_module
from typing import Any

diffusers: Any = import_module("diffusers")
transformers: Any = import_module("transformers")
