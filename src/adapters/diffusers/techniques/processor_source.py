"""What an attention processor does, read from its code: some take a setting and ignore it."""

import inspect
import sys
from functools import cache

_GENERIC = "diffusers.models.attention_processor"
"""Where processors of all kinds stand together, so that the module tells nothing of one."""


def calls_torch_attention(processor: object) -> bool:
    """Return whether a processor computes with torch's own attention.

    It calls `scaled_dot_product_attention` itself, or (Cosmos) diffusers' dispatch without a
    choice, which comes to the same.
    """
    methods = filter(inspect.isfunction, vars(type(processor)).values())
    called = {name for one in methods for name in inspect.unwrap(one).__code__.co_names}
    return not called.isdisjoint({"scaled_dot_product_attention", "dispatch_attention_fn"})


def reads_fused_projections(processor: object) -> bool:
    """Return whether a processor computes with fused projections where there are some.

    Older ones have a class of their own for it (`Fused…`); newer ones ask the attention for
    `fused_projections` in a function of their module.
    """
    kind = type(processor)
    if kind.__name__.startswith("Fused"):
        return True
    return kind.__module__ != _GENERIC and "fused_projections" in _module_source(kind.__module__)


@cache
def _module_source(name: str) -> str:
    return inspect.getsource(sys.modules[name])
