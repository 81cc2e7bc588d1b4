"""Compilation of the model by torch.compile."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from .named_choice import choice_text, named_choice
from .setting import OneOf, OnOff, Words, insist_on_valid_settings, setting

DENOISER = "denoiser"
"""Stands for the model's transformer or UNet, whatever its role is called."""


class CompileMode(StrEnum):
    """torch.compile's own modes."""

    DEFAULT = "default"
    REDUCE_OVERHEAD = "reduce-overhead"
    MAX_AUTOTUNE = "max-autotune"
    MAX_AUTOTUNE_NO_CUDAGRAPHS = "max-autotune-no-cudagraphs"

    @property
    def uses_cuda_graphs(self) -> bool:
        """Whether whole runs are recorded and replayed as CUDA graphs."""
        return self in (CompileMode.REDUCE_OVERHEAD, CompileMode.MAX_AUTOTUNE)


class CompileBackend(StrEnum):
    """What makes code of the graphs."""

    INDUCTOR = "inductor"
    AOT_EAGER = "aot_eager"
    EAGER = "eager"


_MODE = (
    CompileMode.MAX_AUTOTUNE_NO_CUDAGRAPHS,
    OneOf(CompileMode),
    "DG_COMPILE_MODE",
    "how much time to spend on finding faster kernels",
)
_FULLGRAPH = (
    False,
    OnOff(),
    "DG_COMPILE_FULLGRAPH",
    "insist on one graph: whatever would break it is refused",
)
_BACKEND = (
    CompileBackend.INDUCTOR,
    OneOf(CompileBackend),
    "DG_COMPILE_BACKEND",
    "what makes code of the graphs; all but inductor are for finding faults, not for speed",
)


@dataclass(frozen=True, slots=True)
class NoCompilation:
    """Every operation runs by itself."""

    name: ClassVar[str] = "off"

    def __str__(self) -> str:
        return choice_text(self)


@dataclass(frozen=True, slots=True)
class WholeCompilation:
    """Whole components become graphs.

    Raises:
        BadSetting: a field is none of what it takes.
    """

    name: ClassVar[str] = "whole"

    mode: CompileMode = setting(*_MODE)
    fullgraph: bool = setting(*_FULLGRAPH)
    components: tuple[str, ...] = setting(
        (DENOISER,),
        Words(),
        "DG_COMPILE_COMPONENTS",
        "roles in the pipeline, such as `transformer,vae`; `denoiser` is the transformer or UNet",
    )
    backend: CompileBackend = setting(*_BACKEND)

    def __post_init__(self) -> None:
        insist_on_valid_settings(self)

    def __str__(self) -> str:
        return choice_text(self)


@dataclass(frozen=True, slots=True)
class RegionalCompilation:
    """Each kind of the denoiser's repeated blocks becomes one graph, which starts much sooner.

    Raises:
        BadSetting: a field is none of what it takes.
    """

    name: ClassVar[str] = "regional"

    mode: CompileMode = setting(*_MODE)
    fullgraph: bool = setting(*_FULLGRAPH)
    backend: CompileBackend = setting(*_BACKEND)

    def __post_init__(self) -> None:
        insist_on_valid_settings(self)

    def __str__(self) -> str:
        return choice_text(self)


Compilation = NoCompilation | WholeCompilation | RegionalCompilation

COMPILATIONS: dict[str, type[Compilation]] = {
    kind.name: kind for kind in (NoCompilation, WholeCompilation, RegionalCompilation)
}


def compilation_called(text: str) -> Compilation:
    """Return the compilation whose `str` is `text`.

    Raises:
        ValueError: there is none.
    """
    return named_choice(COMPILATIONS, text)
