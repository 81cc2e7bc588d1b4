import pytest
from google.protobuf import json_format

from diffgentor.entrypoints.rpc.v1.plan_pb2 import OUTCOME_STATUS_PLANNED
from diffgentor.entrypoints.rpc.v1.plan_service_pb2 import ExplainPlanResponse
from tests.adapters.python_process import output_of
from tests.cli.shell import Shell
from tests.fakes.builders import a_gpu
from tests.fakes.host_inspector import FakeHostInspector


def test_a_plan_that_holds_needs_neither_a_prompt_nor_a_loaded_model(shell: Shell) -> None:
    result = shell("plan", "--enable_fuse_qkv")

    assert result.code == 0
    assert "·  fuse_qkv           on\n" in result.stdout
    assert "nearest plan" not in result.stdout
    assert shell.loader.loads == []


def test_a_refused_plan_has_its_own_exit_code_and_names_what_would_work(shell: Shell) -> None:
    result = shell("plan", "--enable_tf32", "--enable_fuse_qkv", "--num_gpus", "4")

    assert result.code == 3
    assert "✗  tf32" in result.stdout
    assert "[TF32_NEEDS_AMPERE]" in result.stdout
    assert "✗  --num_gpus         4" in result.stdout
    assert "nearest plan without refusal: --enable_fuse_qkv\n" in result.stdout


def test_the_memory_is_told_by_component(shell: Shell) -> None:
    stdout = shell("plan").stdout

    assert "transformer  FluxTransformer2DModel" in stdout
    assert "together" in stdout


def test_a_plan_that_needs_more_than_the_device_has_says_so(shell: Shell) -> None:
    shell.planning_host = FakeHostInspector(a_gpu(memory_bytes=1))

    assert "That is more than cuda:0 (a GPU" in shell("plan").stdout


def test_a_device_by_name_stands_for_one_that_is_not_here(shell: Shell) -> None:
    shell.planning_host = None

    here = shell("plan", "--enable_tf32", "--device_profile", "cpu")
    there = shell("plan", "--enable_tf32", "--torch_dtype", "float32", "--device_profile", "H200")

    assert (here.code, there.code) == (3, 0)
    assert "NVIDIA H200, compute capability 9.0" in there.stdout


def test_an_unknown_device_profile_is_told_with_those_there_are(shell: Shell) -> None:
    shell.planning_host = None

    result = shell("plan", "--device_profile", "h2000")

    assert result.code == 2
    assert "There is no device profile 'h2000'.\nThere are: cpu, t4" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("--enable_tf32",)])
def test_json_is_the_contracts_response(arguments: tuple[str, ...], shell: Shell) -> None:
    result = shell("plan", "--json", *arguments)

    [answer] = result.lines
    response = json_format.ParseDict(answer, ExplainPlanResponse())
    assert response.receipt.outcomes[0].status == OUTCOME_STATUS_PLANNED
    assert not response.suggested.tf32
    assert response.memory.basis == "formula"
    assert {part.role for part in response.memory.components} == {"transformer", "vae"}
    assert result.code == (3 if arguments else 0)


def test_a_request_that_cannot_be_is_an_error_of_input(shell: Shell) -> None:
    assert shell("plan", "--width", "33").code == 2


PLAN_AND_SAY_WHAT_IS_IMPORTED = """
import contextlib, io, sys
from diffgentor.entrypoints.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    main(["plan", "--model_name", sys.argv[1], "--json"])
print(*sys.modules, sep="\\n")
"""


def test_planning_for_a_real_model_imports_no_torch(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from tests.tiny_pipelines.families import FLUX

    folder = tmp_path_factory.mktemp("plan") / "flux"
    FLUX.build(folder)

    imported = output_of(PLAN_AND_SAY_WHAT_IS_IMPORTED, str(folder)).split()

    assert "diffgentor.application.explain_plan" in imported
    assert {"torch", "diffusers", "transformers", "numpy"}.isdisjoint(imported)
