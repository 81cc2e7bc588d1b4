"""Compiled models draw nearly the same picture, and say what is compiled."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline

from diffgentor.adapters.diffusers.techniques import compilation
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.compilation import (
    Compilation,
    CompileBackend,
    CompileMode,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.receipt import Applied, Degraded, Outcome
from diffgentor.domain.technique import Technique
from tests.adapters.engine.caches import CACHE_DIT, FIRST_BLOCK
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, cache_outcome_of, draw, pixels
from tests.tiny_pipelines.families import FLUX, QWEN_IMAGE, SD15, Family
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

pytestmark = foreign_warnings

EAGER = CompileBackend.EAGER
"""Traces, guards and breaks graphs as inductor's do, and makes no code, which takes long."""


@pytest.fixture(autouse=True)
def nothing_compiled_before() -> Iterator[None]:
    """Variants of a function count for the whole process, up to torch's limit."""
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


def of_compilation(outcomes: tuple[Outcome, ...]) -> Outcome:
    [found] = [one for one in outcomes if one.optimization == Technique.COMPILE]
    return found


def apart(one: bytes, other: bytes) -> int:
    first, second = (np.frombuffer(each, "u1").astype(int) for each in (one, other))
    return int(np.abs(first - second).max())


@pytest.mark.parametrize(
    ("compilation", "family", "evidence"),
    [
        (WholeCompilation(backend=EAGER), FLUX, "compiled: 1 FluxTransformer2DModel"),
        (
            RegionalCompilation(backend=EAGER, fullgraph=True),
            FLUX,
            "compiled: 2 FluxSingleTransformerBlock, 2 FluxTransformerBlock",
        ),
        (RegionalCompilation(backend=EAGER), QWEN_IMAGE, "compiled: 4 QwenImageTransformerBlock"),
        (WholeCompilation(backend=EAGER), SD15, "compiled: 1 UNet2DConditionModel"),
        (
            WholeCompilation(backend=EAGER, components=("denoiser", "vae", "text_encoder")),
            FLUX,
            "compiled: 1 CLIPTextModel, 1 Decoder, 1 FluxTransformer2DModel",
        ),
    ],
    ids=lambda value: getattr(value, "name", str(value)[:30]),
)
def test_what_is_compiled_is_told_and_the_picture_stays(
    compilation: Compilation, family: Family, evidence: str, engine: Engines, profile: Profiles
) -> None:
    request, asked = a_request_for(profile(family)), AskedPlan(compilation=compilation)
    used = engine(family, asked)

    [drawing] = draw(used, request, asked)

    assert of_compilation(used.outcomes()) == Applied("compile", str(compilation), evidence)
    assert drawing.counts is not None
    assert drawing.counts.calls >= request.steps
    [plain] = pixels(draw(engine(family, AskedPlan()), request))
    assert apart(drawing.picture.pixels, plain) <= 1


def test_code_that_inductor_makes_draws_nearly_the_same_picture(
    engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX))
    asked = AskedPlan(compilation=RegionalCompilation(CompileMode.DEFAULT, fullgraph=True))

    [compiled] = pixels(draw(engine(FLUX, asked), request, asked))

    [plain] = pixels(draw(engine(FLUX, AskedPlan()), request))
    assert apart(compiled, plain) <= 1


@pytest.mark.parametrize("cache", [CACHE_DIT, FIRST_BLOCK], ids=lambda cache: cache.name)
def test_a_cache_skips_in_a_compiled_model_as_in_another(
    cache: object, engine: Engines, profile: Profiles
) -> None:
    request = a_request_for(profile(FLUX), steps=6)
    plain = AskedPlan(caches=(cache,))  # type: ignore[arg-type]
    asked = AskedPlan(compilation=RegionalCompilation(backend=EAGER), caches=plain.caches)

    [compiled] = draw(engine(FLUX, asked), request, asked)

    [eager] = draw(engine(FLUX, AskedPlan()), request, plain)
    assert isinstance(cache_outcome_of(compiled), Applied)
    assert compiled.counts == eager.counts
    assert apart(compiled.picture.pixels, eager.picture.pixels) <= 1


def test_a_model_that_torch_gives_up_compiling_is_told(engine: Engines, profile: Profiles) -> None:
    asked = AskedPlan(compilation=WholeCompilation(backend=EAGER))
    used = engine(FLUX, asked)
    draw(used, a_request_for(profile(FLUX), width=64), asked)

    # torch says it with the first picture that it happens to; it holds for the second as well.
    with torch._dynamo.config.patch(recompile_limit=1):
        drawings = draw(used, a_request_for(profile(FLUX), width=128, pictures=2), asked)

    for drawing in drawings:
        outcome = of_compilation(drawing.outcomes)
        assert isinstance(outcome, Degraded)
        assert outcome.rule == "COMPILE_GAVE_UP"
        assert "recompile_limit" in outcome.evidence


def test_a_block_that_was_passed_over_is_caught(tiny_folder: TinyFolder) -> None:
    pipeline = DiffusionPipeline.from_pretrained(tiny_folder(FLUX))
    regional = RegionalCompilation(backend=EAGER)
    compilation.apply(pipeline, pipeline.transformer, regional)
    assert compilation.probe(pipeline, pipeline.transformer, regional).as_planned

    pipeline.transformer.transformer_blocks[1]._compiled_call_impl = None

    assert not compilation.probe(pipeline, pipeline.transformer, regional).as_planned
