"""Compilation by torch.compile."""

from collections.abc import Iterator
from dataclasses import replace

from ..asked_plan import AskedPlan
from ..casting import LayerwiseCasting
from ..compilation import (
    DENOISER,
    Compilation,
    CompileBackend,
    CompileMode,
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from ..compiler import compiler_remedy, lacks_compiler
from ..host import DeviceKind
from ..offload import GroupOffload, SequentialOffload
from ..step_cache import CacheDit, NoCache
from ..technique import Technique
from .finding import Finding, Mend, Verdict
from .situation import Situation


def compilation_needs_a_compiler(situation: Situation) -> Iterator[Finding]:
    """Torch's inductor writes C++ for a CPU and Triton for a GPU, and has them compiled."""
    compilation = _compilation(situation)
    if compilation is None or compilation.backend is not CompileBackend.INDUCTOR:
        return
    if reason := lacks_compiler(situation.device, situation.host):
        yield _refusal(
            "COMPILE_NEEDS_A_COMPILER",
            situation,
            reason,
            f"To have it: {compiler_remedy(situation.device)}. Or leave --enable_compile out.",
        )


def regional_compilation_needs_named_blocks(situation: Situation) -> Iterator[Finding]:
    """Diffusers compiles the blocks that the denoiser's class names (`_repeated_blocks`)."""
    compilation, denoiser = _compilation(situation), situation.model.denoiser
    if isinstance(compilation, RegionalCompilation) and not denoiser.names_repeated_blocks:
        whole = WholeCompilation(
            compilation.mode, compilation.fullgraph, backend=compilation.backend
        )
        yield _refusal(
            "COMPILE_REGIONAL_NEEDS_NAMED_BLOCKS",
            situation,
            f"{denoiser.class_name} does not say which of its blocks repeat.",
            "Use --enable_compile without --compile_regional.",
            lambda plan: replace(plan, compilation=whole),
        )


def compiled_components_exist(situation: Situation) -> Iterator[Finding]:
    """A component's role that the model does not have would be passed over."""
    compilation, model = _compilation(situation), situation.model
    if not isinstance(compilation, WholeCompilation):
        return
    roles = [one.role for one in model.components if one.has_weights]
    absent = [one for one in compilation.components if one not in (DENOISER, *roles)]
    if absent:
        yield _refusal(
            "COMPILE_COMPONENT_UNKNOWN",
            situation,
            f"{model.name} has no component {', '.join(absent)} that could be compiled.",
            f"Set DG_COMPILE_COMPONENTS to some of: {', '.join(roles)}.",
            lambda plan: replace(plan, compilation=replace(compilation, components=(DENOISER,))),
        )


def one_graph_excludes_what_breaks_it(situation: Situation) -> Iterator[Finding]:
    """Hooks that decide or move weights while a layer computes cannot be part of a graph."""
    compilation, breakers = _compilation(situation), _breakers(situation)
    if isinstance(compilation, WholeCompilation) and isinstance(situation.plan.cache, CacheDit):
        # Its blocks stay whole, and what stands around them does not.
        breakers = [*breakers, situation.plan.cache.name]
    if compilation is not None and compilation.fullgraph and breakers:
        yield _refusal(
            "COMPILE_FULLGRAPH_IS_BROKEN",
            situation,
            f"One graph was asked for (fullgraph), which cannot be with {' and '.join(breakers)}.",
            "Set DG_COMPILE_FULLGRAPH=off, or leave the other out.",
            _without_fullgraph,
        )


def compilation_is_worth_less_in_pieces(situation: Situation) -> Iterator[Finding]:
    """Each hook ends a graph; torch gives up on a function after a number of variants."""
    compilation, breakers = _compilation(situation), _breakers(situation)
    if compilation is not None and not compilation.fullgraph and breakers:
        yield Finding(
            "COMPILE_IN_PIECES",
            Verdict.DEGRADES,
            Technique.COMPILE,
            str(compilation),
            f"The model falls into many small graphs with {' and '.join(breakers)}, and torch "
            "leaves some of them uncompiled.",
            "Leave one of them out, and measure both: compiling may gain nothing here.",
        )


def cuda_graphs_exclude_caches(situation: Situation) -> Iterator[Finding]:
    """A replayed CUDA graph overwrites its last outputs, which a cache still wants to read."""
    compilation, cache = _compilation(situation), situation.plan.cache
    if (
        compilation is not None
        and compilation.mode.uses_cuda_graphs
        and situation.device.kind is DeviceKind.CUDA
        and not isinstance(cache, NoCache)
    ):
        yield _refusal(
            "COMPILE_CUDA_GRAPHS_EXCLUDE_CACHES",
            situation,
            f"The mode {compilation.mode} replays CUDA graphs, which overwrite the tensors that "
            f"{cache.name} keeps for later steps.",
            f"Set DG_COMPILE_MODE={CompileMode.MAX_AUTOTUNE_NO_CUDAGRAPHS}.",
            _without_cuda_graphs,
        )


def other_backends_are_for_finding_faults(situation: Situation) -> Iterator[Finding]:
    """Backends other than inductor run the same operations as without compilation."""
    compilation = _compilation(situation)
    if compilation is not None and compilation.backend is not CompileBackend.INDUCTOR:
        yield Finding(
            "COMPILE_BACKEND_FOR_FAULTS",
            Verdict.DEGRADES,
            Technique.COMPILE,
            str(compilation),
            f"The backend {compilation.backend} makes graphs but no faster code, and it has no "
            f"modes: {compilation.mode} has no effect.",
            "Set DG_COMPILE_BACKEND=inductor.",
        )


def _compilation(situation: Situation) -> WholeCompilation | RegionalCompilation | None:
    compilation = situation.plan.compilation
    return None if isinstance(compilation, NoCompilation) else compilation


def _breakers(situation: Situation) -> list[str]:
    """cache-dit alone keeps its decisions outside of the blocks (measured on diffusers 0.42)."""
    plan = situation.plan
    found = []
    if isinstance(plan.casting, LayerwiseCasting):
        found.append("layerwise casting")
    if isinstance(plan.offload, GroupOffload | SequentialOffload):
        found.append(f"{plan.offload.name} offloading")
    if not isinstance(plan.cache, NoCache | CacheDit):
        found.append(plan.cache.name)
    return found


def _without_fullgraph(plan: AskedPlan) -> AskedPlan:
    return replace(plan, compilation=_changed(plan.compilation, fullgraph=False))


def _without_cuda_graphs(plan: AskedPlan) -> AskedPlan:
    mode = CompileMode.MAX_AUTOTUNE_NO_CUDAGRAPHS
    return replace(plan, compilation=_changed(plan.compilation, mode=mode))


def _changed(compilation: Compilation | None, **changes: object) -> Compilation | None:
    if compilation is None or isinstance(compilation, NoCompilation):
        return compilation
    return replace(compilation, **changes)  # type: ignore[arg-type]


def _refusal(
    rule: str, situation: Situation, reason: str, suggestion: str, mend: Mend | None = None
) -> Finding:
    return Finding(
        rule,
        Verdict.REFUSES,
        Technique.COMPILE,
        str(situation.plan.compilation),
        reason,
        suggestion,
        mend,
    )
