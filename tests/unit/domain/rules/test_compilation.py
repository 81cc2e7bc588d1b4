from dataclasses import replace

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.compilation import (
    Compilation,
    CompileBackend,
    CompileMode,
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.host import Device, DeviceKind, Host
from diffgentor.domain.model import Component
from diffgentor.domain.offload import GroupOffload, ModelOffload, SequentialOffload
from diffgentor.domain.rules import Rule, Situation, Verdict, check
from diffgentor.domain.rules.compilation import (
    compilation_is_worth_less_in_pieces,
    compilation_needs_a_compiler,
    compiled_components_exist,
    cuda_graphs_exclude_caches,
    one_graph_excludes_what_breaks_it,
    other_backends_are_for_finding_faults,
    regional_compilation_needs_named_blocks,
)
from diffgentor.domain.step_cache import CacheDit, FirstBlockCache, NoCache, TaylorSeer
from tests.fakes.builders import (
    SHAPES,
    a_device,
    a_gpu,
    a_host,
    a_profile,
    a_situation_asking,
)

from .finding_of import finding_of, findings_once_mended

CPU, GPU, MPS = a_device(), a_gpu(), a_device(kind=DeviceKind.MPS)
WITH_COMPILER = Host((CPU,), {"torch": "2.13.0"}, has_cpp_compiler=True)
WITH_TRITON = a_host(GPU, triton="3.5.0")
WHOLE = WholeCompilation()
NAMES_BLOCKS = a_profile(denoiser=replace(SHAPES.denoiser, names_repeated_blocks=True))
WITH_A_TOKENIZER = a_profile(
    components=(
        *SHAPES.components,
        Component("tokenizer", "transformers", "T5TokenizerFast", 0, has_weights=False),
    )
)

BREAKERS = [
    AskedPlan(casting=AskedCasting()),
    AskedPlan(offloads=(GroupOffload(),)),
    AskedPlan(offloads=(SequentialOffload(),)),
    AskedPlan(caches=(FirstBlockCache(),)),
]
HARMLESS = [
    AskedPlan(),
    AskedPlan(offloads=(ModelOffload(),)),
    AskedPlan(caches=(CacheDit(),)),
    AskedPlan(caches=(NoCache(),)),
]


def compiling(compilation: Compilation, asked: AskedPlan | None = None) -> AskedPlan:
    return replace(asked or AskedPlan(), compilation=compilation)


def mended_compilation(rule: Rule, situation: Situation) -> Compilation | None:
    """Return the compilation that the mend asks for, once the rule is content with it."""
    assert findings_once_mended(rule, situation) == []
    finding = finding_of(rule, situation)
    assert finding.mend is not None
    return finding.mend(situation.asked).compilation


@pytest.mark.parametrize(
    ("device", "needed"), [(CPU, "g++"), (GPU, "triton")], ids=["cpu", "cuda"]
)
def test_compiling_without_a_compiler_is_refused_with_what_to_install(
    device: Device, needed: str
) -> None:
    situation = a_situation_asking(compiling(WHOLE), device=device)

    finding = finding_of(compilation_needs_a_compiler, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "COMPILE_NEEDS_A_COMPILER")
    assert (finding.optimization, finding.setting) == ("compile", str(WHOLE))
    assert needed in finding.reason
    assert needed in finding.suggestion


@pytest.mark.parametrize(
    ("compilation", "device", "host"),
    [
        (WHOLE, CPU, WITH_COMPILER),
        (WHOLE, GPU, WITH_TRITON),
        (WHOLE, MPS, a_host()),
        (WholeCompilation(backend=CompileBackend.EAGER), CPU, a_host()),
        (NoCompilation(), CPU, a_host()),
    ],
    ids=["g++", "triton", "no GPU of NVIDIA's", "writes no code", "off"],
)
def test_a_compiler_that_is_there_or_not_needed_is_no_matter(
    compilation: Compilation, device: Device, host: Host
) -> None:
    situation = a_situation_asking(compiling(compilation), device=device, host=host)

    assert not list(compilation_needs_a_compiler(situation))


def test_blocks_that_nobody_names_are_compiled_with_the_whole_instead() -> None:
    mode, backend = CompileMode.DEFAULT, CompileBackend.AOT_EAGER
    situation = a_situation_asking(compiling(RegionalCompilation(mode, True, backend)))

    finding = finding_of(regional_compilation_needs_named_blocks, situation)

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "COMPILE_REGIONAL_NEEDS_NAMED_BLOCKS"
    assert "FluxTransformer2DModel" in finding.reason
    mended = mended_compilation(regional_compilation_needs_named_blocks, situation)
    assert mended == WholeCompilation(mode, True, backend=backend)


def test_named_blocks_and_whole_components_are_compiled_as_asked() -> None:
    named = a_situation_asking(compiling(RegionalCompilation()), model=NAMES_BLOCKS)

    assert not list(regional_compilation_needs_named_blocks(named))
    whole = a_situation_asking(compiling(WHOLE))
    assert not list(regional_compilation_needs_named_blocks(whole))


def test_components_that_are_absent_or_no_networks_are_refused_by_name() -> None:
    asked = compiling(WholeCompilation(components=("denoiser", "unet", "tokenizer", "vae")))
    situation = a_situation_asking(asked, model=WITH_A_TOKENIZER)

    finding = finding_of(compiled_components_exist, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "COMPILE_COMPONENT_UNKNOWN")
    assert "no component unet, tokenizer " in finding.reason
    assert finding.suggestion.endswith("some of: transformer, vae.")
    assert mended_compilation(compiled_components_exist, situation) == WHOLE


@pytest.mark.parametrize(
    "compilation",
    [
        WHOLE,
        WholeCompilation(components=("transformer", "vae")),
        RegionalCompilation(),
        NoCompilation(),
    ],
    ids=str,
)
def test_components_that_there_are_may_be_compiled(compilation: Compilation) -> None:
    situation = a_situation_asking(compiling(compilation), model=WITH_A_TOKENIZER)

    assert not list(compiled_components_exist(situation))


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda asked: str(asked)[:60])
@pytest.mark.parametrize("kind", [WholeCompilation, RegionalCompilation])
def test_one_graph_and_what_breaks_it_exclude_each_other(
    breaker: AskedPlan, kind: type[WholeCompilation | RegionalCompilation]
) -> None:
    situation = a_situation_asking(compiling(kind(fullgraph=True), breaker), device=GPU)

    finding = finding_of(one_graph_excludes_what_breaks_it, situation)

    assert (finding.verdict, finding.rule) == (Verdict.REFUSES, "COMPILE_FULLGRAPH_IS_BROKEN")
    assert not list(compilation_is_worth_less_in_pieces(situation))
    assert mended_compilation(one_graph_excludes_what_breaks_it, situation) == kind()


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda asked: str(asked)[:60])
def test_compiling_between_hooks_is_told_to_be_worth_less(breaker: AskedPlan) -> None:
    situation = a_situation_asking(compiling(WHOLE, breaker), device=GPU)

    finding = finding_of(compilation_is_worth_less_in_pieces, situation)

    assert (finding.verdict, finding.rule) == (Verdict.DEGRADES, "COMPILE_IN_PIECES")
    assert not list(one_graph_excludes_what_breaks_it(situation))


def test_all_that_breaks_a_graph_is_named() -> None:
    asked = AskedPlan(casting=AskedCasting(), offloads=(GroupOffload(),), caches=(TaylorSeer(),))
    situation = a_situation_asking(compiling(WHOLE, asked), device=GPU)

    finding = finding_of(compilation_is_worth_less_in_pieces, situation)

    assert "with layerwise casting and group offloading and taylor_seer," in finding.reason


@pytest.mark.parametrize("harmless", HARMLESS, ids=lambda asked: str(asked)[:60])
@pytest.mark.parametrize("fullgraph", [True, False])
def test_what_stays_outside_of_the_blocks_breaks_no_graph(
    harmless: AskedPlan, fullgraph: bool
) -> None:
    compilation = RegionalCompilation(fullgraph=fullgraph)
    situation = a_situation_asking(compiling(compilation, harmless), device=GPU)

    assert not list(one_graph_excludes_what_breaks_it(situation))
    assert not list(compilation_is_worth_less_in_pieces(situation))


def test_cache_dit_breaks_one_graph_of_the_whole_and_none_of_the_blocks() -> None:
    caching = AskedPlan(caches=(CacheDit(),))
    whole = a_situation_asking(compiling(WholeCompilation(fullgraph=True), caching), device=GPU)

    finding = finding_of(one_graph_excludes_what_breaks_it, whole)

    assert finding.rule == "COMPILE_FULLGRAPH_IS_BROKEN"
    assert "with cache_dit." in finding.reason


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda asked: str(asked)[:60])
def test_nothing_is_broken_where_nothing_is_compiled(breaker: AskedPlan) -> None:
    situation = a_situation_asking(compiling(NoCompilation(), breaker), device=GPU)

    assert not list(one_graph_excludes_what_breaks_it(situation))
    assert not list(compilation_is_worth_less_in_pieces(situation))


@pytest.mark.parametrize("mode", [CompileMode.REDUCE_OVERHEAD, CompileMode.MAX_AUTOTUNE])
def test_cuda_graphs_and_a_cache_exclude_each_other(mode: CompileMode) -> None:
    caching = AskedPlan(caches=(CacheDit(),))
    situation = a_situation_asking(compiling(WholeCompilation(mode), caching), device=GPU)

    finding = finding_of(cuda_graphs_exclude_caches, situation)

    assert finding.verdict is Verdict.REFUSES
    assert finding.rule == "COMPILE_CUDA_GRAPHS_EXCLUDE_CACHES"
    assert f"mode {mode} " in finding.reason
    assert mended_compilation(cuda_graphs_exclude_caches, situation) == WHOLE


@pytest.mark.parametrize(
    ("mode", "cache", "device"),
    [
        (CompileMode.DEFAULT, CacheDit(), GPU),
        (CompileMode.MAX_AUTOTUNE, NoCache(), GPU),
        (CompileMode.MAX_AUTOTUNE, CacheDit(), CPU),
    ],
    ids=["no CUDA graphs", "no cache", "no CUDA"],
)
def test_caches_and_compilation_go_together_otherwise(
    mode: CompileMode, cache: CacheDit | NoCache, device: Device
) -> None:
    asked = compiling(RegionalCompilation(mode), AskedPlan(caches=(cache,)))

    assert not list(cuda_graphs_exclude_caches(a_situation_asking(asked, device=device)))


@pytest.mark.parametrize("backend", [CompileBackend.AOT_EAGER, CompileBackend.EAGER])
def test_a_backend_that_makes_no_code_is_told_to_gain_nothing(backend: CompileBackend) -> None:
    situation = a_situation_asking(compiling(RegionalCompilation(backend=backend)))

    finding = finding_of(other_backends_are_for_finding_faults, situation)

    assert (finding.verdict, finding.rule) == (Verdict.DEGRADES, "COMPILE_BACKEND_FOR_FAULTS")
    assert f"backend {backend} " in finding.reason


@pytest.mark.parametrize("compilation", [WHOLE, NoCompilation()], ids=str)
def test_inductor_makes_faster_code(compilation: Compilation) -> None:
    situation = a_situation_asking(compiling(compilation))

    assert not list(other_backends_are_for_finding_faults(situation))


@pytest.mark.parametrize("compilation", [None, NoCompilation()], ids=str)
def test_a_mend_starts_no_compilation(compilation: Compilation | None) -> None:
    breaker = compiling(WholeCompilation(fullgraph=True), BREAKERS[0])
    finding = finding_of(
        one_graph_excludes_what_breaks_it, a_situation_asking(breaker, device=GPU)
    )

    assert finding.mend is not None
    without = replace(breaker, compilation=compilation)
    assert finding.mend(without) == without


def test_compiling_where_all_needs_are_met_meets_no_objection() -> None:
    for compilation in (WHOLE, RegionalCompilation()):
        situation = a_situation_asking(
            compiling(compilation), model=NAMES_BLOCKS, device=GPU, host=WITH_TRITON
        )

        assert check(situation) == ()
