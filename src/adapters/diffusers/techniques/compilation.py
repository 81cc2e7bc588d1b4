"""Compilation by torch.compile, of whole components or of the denoiser's repeated blocks.

Modules are compiled in place (`Module.compile`): they stay what they are, for probes and for
caches, and nothing is compiled before the first picture is drawn.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, assert_never

import torch

from ....domain.compilation import (
    DENOISER,
    Compilation,
    CompileBackend,
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from .seen import Seen

_DECODERS = ("vae", "vqvae")
"""Roles whose work is done by a part of theirs, past the module's own call."""


def apply(pipeline: Any, denoiser: Any, compilation: Compilation) -> None:
    """Mark what is to be compiled when it is first called."""
    match compilation:
        case NoCompilation():
            return
        case WholeCompilation():
            for module in _whole(pipeline, denoiser, compilation):
                module.compile(**_arguments(compilation))
        case RegionalCompilation():
            denoiser.compile_repeated_blocks(**_arguments(compilation))
        case _:
            assert_never(compilation)


def probe(pipeline: Any, denoiser: Any, compilation: Compilation) -> Seen:
    """Count the modules that call compiled code."""
    found = Counter(
        type(module).__name__
        for component in pipeline.components.values()
        if isinstance(component, torch.nn.Module)
        for module in component.modules()
        if module._compiled_call_impl is not None
    )
    listed = ", ".join(f"{count} {name}" for name, count in sorted(found.items()))
    evidence = f"compiled: {listed or 'nothing'}"
    match compilation:
        case NoCompilation():
            return Seen(not found, evidence)
        case WholeCompilation():
            wanted = list(_whole(pipeline, denoiser, compilation))
            all_are = all(module._compiled_call_impl is not None for module in wanted)
            return Seen(all_are, evidence)
        case RegionalCompilation():
            kinds = set(denoiser._repeated_blocks)
            blocks = [one for one in denoiser.modules() if type(one).__name__ in kinds]
            all_are = all(block._compiled_call_impl is not None for block in blocks)
            return Seen(bool(blocks) and all_are, evidence)
        case _:
            assert_never(compilation)


def _whole(pipeline: Any, denoiser: Any, compilation: WholeCompilation) -> Iterator[Any]:
    for role in compilation.components:
        component = denoiser if role == DENOISER else pipeline.components[role]
        yield component.decoder if role in _DECODERS else component


def _arguments(compilation: WholeCompilation | RegionalCompilation) -> dict[str, Any]:
    """Only inductor has modes; the other backends warn of being given one."""
    arguments = {"fullgraph": compilation.fullgraph, "backend": str(compilation.backend)}
    if compilation.backend is CompileBackend.INDUCTOR:
        arguments["mode"] = str(compilation.mode)
    return arguments
