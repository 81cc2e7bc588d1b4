"""What a library raises is told in words that help, and never as a defect of diffgentor."""

import json
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.diffusers.library_failures import while_drawing, while_loading
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import EngineFailed, MissingDependency, ModelUnreadable
from diffgentor.domain.plan import plan_for
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.conftest import CPU, Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder

guards = pytest.mark.parametrize("guard", [while_drawing, while_loading])


@pytest.mark.skipif(find_spec("bitsandbytes") is not None, reason="bitsandbytes is installed")
@pytest.mark.parametrize("role", ["transformer", "text_encoder_2"])
def test_a_model_kept_by_a_package_that_is_absent_names_the_package(
    role: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder(FLUX), tmp_path / "in four bits")
    config = folder / role / "config.json"
    in_four_bits = {"quant_method": "bitsandbytes", "load_in_4bit": True}
    config.write_text(
        json.dumps(json.loads(config.read_text()) | {"quantization_config": in_four_bits})
    )
    model = DiffusersLibrary().profile(str(folder))

    with pytest.raises(MissingDependency, match="bitsandbytes") as why:
        load_engine(model, plan_for(CPU, AskedPlan()), CPU, other_libraries())

    assert why.value.advice == "Install it with: pip install --upgrade bitsandbytes"


@guards
@pytest.mark.parametrize(
    ("error", "package"),
    [
        (ModuleNotFoundError("No module named 'gguf.quants'", name="gguf.quants"), "gguf"),
        (ImportError("It requires accelerate: `pip install 'accelerate>=0.26.0'`"), "accelerate"),
        (ImportError("It requires the latest: `pip install -U bitsandbytes`"), "bitsandbytes"),
        (ImportError("(`pip install --upgrade optimum-quanto`)"), "optimum-quanto"),
    ],
)
def test_the_package_is_found_in_the_words_of_the_libraries(
    guard: Callable[[str], Any], error: ImportError, package: str
) -> None:
    with pytest.raises(MissingDependency, match=f"package {package} is needed"), guard("it"):
        raise error


@pytest.mark.parametrize(
    ("guard", "told"), [(while_drawing, EngineFailed), (while_loading, ModelUnreadable)]
)
def test_an_import_that_names_no_package_is_told_in_its_own_words(
    guard: Callable[[str], Any], told: type[Exception]
) -> None:
    with pytest.raises(told, match="needs a Blackwell GPU"), guard("it"):
        raise ImportError("needs a Blackwell GPU")


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), OverflowError("too large")])
def test_arithmetic_that_fails_fails_one_request_and_not_the_next(
    error: ArithmeticError, engine: Engines, profile: Profiles
) -> None:
    used, request = engine(FLUX, AskedPlan()), a_request_for(profile(FLUX), steps=1)
    usual = draw(used, request)

    def fail(*_: Any) -> None:
        raise error

    hook = used._pipeline.transformer.register_forward_hook(fail)
    with pytest.raises(EngineFailed, match=f"broke off: {type(error).__name__}: {error}"):
        draw(used, request)
    hook.remove()

    assert pixels(draw(used, request)) == pixels(usual)
