"""Every option of `t2i` that is built arrives where it belongs, and nowhere else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diffgentor.application.asked_generation import AskedGeneration
from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption
from diffgentor.domain.attention import KernelAttention, NativeAttention, XformersProcessors
from diffgentor.domain.casting import AskedCasting, NoCasting, StorageType
from diffgentor.domain.compilation import (
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.offload import (
    GroupOffload,
    ModelOffload,
    NoOffload,
    SequentialOffload,
)
from diffgentor.domain.on_refusal import OnRefusal
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.precision import Precision
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.step_cache import (
    FirstBlockCache,
    NoCache,
    PyramidAttentionBroadcast,
)
from diffgentor.entrypoints.cli import main
from diffgentor.entrypoints.cli.asked import to_asked_generation, to_planned_generation
from diffgentor.entrypoints.cli.command_table import COMMANDS, TELLING
from diffgentor.entrypoints.cli.option import names_of
from diffgentor.entrypoints.cli.parser import parse
from diffgentor.entrypoints.settings import Settings
from tests.cli.shell import Shell

SETTINGS = Settings({"DG_STORAGE_DTYPE": "float8_e5m2", "DG_COMPUTE_DTYPE": "bfloat16"})
CASTING = AskedCasting(StorageType.FLOAT8_E5M2, Precision.BFLOAT16)
NOTHING_SAID = AskedGeneration("shapes", AskedRequest("x"), AskedPlan(), None)

REQUEST: list[tuple[list[str], dict[str, Any]]] = [
    (["--prompt", "a blue star"], {"prompt": "a blue star"}),
    (["--negative_prompt", "blur"], {"negative_prompt": "blur"}),
    (["--width", "48"], {"width": 48}),
    (["--height", "64"], {"height": 64}),
    (["--num_inference_steps", "3"], {"steps": 3}),
    (["--guidance_scale", "0"], {"guidance_scale": 0.0}),
    (["--seed", "0"], {"seed": 0}),
    (["--num_images_per_prompt", "5"], {"pictures": 5}),
    (["--output_format", "webp"], {"format": PictureFormat.WEBP}),
]
PLAN: list[tuple[list[str], dict[str, Any]]] = [
    (["--torch_dtype", "bfloat16"], {"precision": Precision.BFLOAT16}),
    (["--enable_tf32"], {"tf32": True}),
    (["--no-enable_tf32"], {"tf32": False}),
    (["--enable_vae_slicing"], {"vae_slicing": True}),
    (["--no-enable_vae_slicing"], {"vae_slicing": False}),
    (["--enable_vae_tiling"], {"vae_tiling": True}),
    (["--no-enable_vae_tiling"], {"vae_tiling": False}),
    (["--enable_fuse_qkv"], {"fuse_qkv": True}),
    (["--no-enable_fuse_qkv"], {"fuse_qkv": False}),
    (["--enable_layerwise_casting"], {"casting": CASTING}),
    (["--no-enable_layerwise_casting"], {"casting": NoCasting()}),
    (["--enable_cpu_offload"], {"offloads": (ModelOffload(),)}),
    (["--no-enable_cpu_offload"], {"offloads": (NoOffload(),)}),
    (["--enable_sequential_cpu_offload"], {"offloads": (SequentialOffload(),)}),
    (["--no-enable_sequential_cpu_offload"], {"offloads": (NoOffload(),)}),
    (["--enable_group_offloading"], {"offloads": (GroupOffload(),)}),
    (["--no-enable_group_offloading"], {"offloads": (NoOffload(),)}),
    (["--attention_backend", "native"], {"attentions": (NativeAttention(),)}),
    (["--attention_backend", "sage"], {"attentions": (KernelAttention("sage"),)}),
    (["--enable_xformers"], {"attentions": (XformersProcessors(),)}),
    (["--enable_compile"], {"compilation": WholeCompilation()}),
    (["--no-enable_compile"], {"compilation": NoCompilation()}),
    (["--compile_regional"], {"compilation": RegionalCompilation()}),
    (["--cache_type", "off"], {"caches": (NoCache(),)}),
    (["--cache_type", "pab"], {"caches": (PyramidAttentionBroadcast(),)}),
    (
        ["--cache_setting", "threshold=0.2", "--cache_type", "first_block_cache"],
        {"caches": (FirstBlockCache(0.2),)},
    ),
    (["--optimize", "compile, pab"], {
        "compilation": WholeCompilation(), "caches": (PyramidAttentionBroadcast(),),
    }),
    (["--preset", "balanced"], {
        "precision": Precision.BFLOAT16,
        "vae_slicing": True,
        "attentions": (KernelAttention("flash"),),
    }),
    (["--batch_size", "4"], {"batch_size": 4}),
    (["--backend", "diffusers"], {}),
    (["--backend", "xdit"], {"unbuilt": (UnbuiltOption("--backend", "xdit"),)}),
]  # fmt: skip
BESIDE: list[tuple[list[str], dict[str, Any]]] = [
    (["--model_name", "owner/name"], {"model": "owner/name"}),
    (["--device", "cuda:1"], {"device": "cuda:1"}),
    (["--on_refusal", "degrade"], {"on_refusal": OnRefusal.DEGRADE}),
]
CASES = [
    *((given, replace(NOTHING_SAID, request=replace(NOTHING_SAID.request, **said)))
      for given, said in REQUEST),
    *((given, replace(NOTHING_SAID, plan=replace(NOTHING_SAID.plan, **said)))
      for given, said in PLAN),
    *((given, replace(NOTHING_SAID, **said)) for given, said in BESIDE),
]  # fmt: skip
TELLING_NAMES = {name for option in TELLING.options for name in names_of(option)}


def test_without_options_nothing_is_said() -> None:
    options = parse(["t2i", "--prompt", "x"])

    assert to_asked_generation(options, SETTINGS) == NOTHING_SAID


@pytest.mark.parametrize(("given", "asked"), CASES, ids=lambda value: str(value)[:40])
def test_an_option_sets_its_own_field_and_no_other(
    given: list[str], asked: AskedGeneration
) -> None:
    options = parse(["t2i", "--prompt", "x", *given])

    assert to_asked_generation(options, SETTINGS) == asked


@pytest.mark.parametrize(
    ("given", "asked"),
    [case for case in CASES if case[0][0] != "--output_format"],  # plan writes no picture
    ids=lambda value: str(value)[:40],
)
def test_a_plan_is_asked_for_with_the_same_options(
    given: list[str], asked: AskedGeneration
) -> None:
    options = parse(["plan", "--prompt", "x", *given])

    assert to_planned_generation(options, SETTINGS) == asked


def test_the_output_folder_is_where_pictures_go(shell: Shell, tmp_path: Path) -> None:
    container = shell.container()
    container.store.reset_override()

    code = main(["t2i", "--prompt", "x", "--output_dir", str(tmp_path / "there")], container)

    assert code == 0
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["x-1234.png"]


def test_no_built_option_is_left_out_here() -> None:
    [t2i] = [command for command in COMMANDS if command.name == "t2i"]

    tried = {given[0] for given, _ in CASES} | {"--output_dir"}

    assert tried == {*t2i.built_option_names} - {"--help"} - TELLING_NAMES
