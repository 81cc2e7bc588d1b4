import io

from google.protobuf import json_format

from diffgentor.application.examine_host import ExamineHost
from diffgentor.domain.technique import CATALOGUE
from diffgentor.entrypoints.cli.doctor_table import print_tables
from diffgentor.entrypoints.rpc.v1.operator_service_pb2 import GetServerInfoResponse
from diffgentor.entrypoints.rpc.v1.plan_pb2 import DeviceProfile, OptimizationInfo
from tests.cli.shell import Shell
from tests.fakes.builders import a_device, a_gpu
from tests.fakes.host_inspector import FakeHostInspector


def test_every_device_and_package_has_a_line(shell: Shell) -> None:
    shell.host_inspector = FakeHostInspector(a_gpu(), a_device(), torch="2.13.0")

    result = shell("doctor")

    assert result.code == 0
    assert "  cuda:0  a GPU  24.0 GiB  compute capability 8.6  draws\n" in result.stdout
    assert "  cpu     a CPU  16.0 GiB\n" in result.stdout
    assert "  torch  2.13.0\n" in result.stdout


def test_every_technique_says_whether_it_can_be_used(shell: Shell) -> None:
    lines = shell("doctor").stdout.splitlines()

    for description in CATALOGUE:
        told = [line.split() for line in lines if f" {description.flag} " in f"{line} "]
        assert told, description.flag
        assert {words[0] for words in told} <= {"yes", "no"}


def test_what_cannot_be_used_says_why_and_what_to_do(shell: Shell) -> None:
    stdout = shell("doctor").stdout

    assert "has no TensorFloat-32 units; needs an NVIDIA GPU" in stdout
    assert "not in this version of diffgentor; will need xfuser" in stdout


def test_another_device_can_be_asked_about(shell: Shell) -> None:
    shell.host_inspector = FakeHostInspector(a_gpu(), a_device())

    assert "has no TensorFloat-32" not in shell("doctor").stdout
    assert "has no TensorFloat-32" in shell("doctor", "--device", "cpu").stdout


def test_json_holds_the_contracts_messages(shell: Shell) -> None:
    [answer] = shell("doctor", "--json").lines

    info = json_format.ParseDict(answer["serverInfo"], GetServerInfoResponse())
    device = json_format.ParseDict(answer["device"], DeviceProfile())
    techniques = [
        json_format.ParseDict(one, OptimizationInfo()) for one in answer["optimizations"]
    ]
    assert info.packages["torch"] == "2.13.0"
    assert device.kind == "cpu"
    assert techniques[0].name == "torch_dtype"
    assert techniques[0].available
    assert techniques[1].unavailable_reason


def test_an_error_in_json_is_one_object_too(shell: Shell) -> None:
    result = shell("doctor", "--json", "--device", "tpu")

    assert result.code == 2
    assert result.lines[0]["error"]["details"][0]["reason"] == "INVALID_OPTION"


def test_a_terminal_gets_tables(shell: Shell) -> None:
    written = io.StringIO()
    print_tables(ExamineHost(shell.host_inspector)(None), written)

    assert "optimization" in written.getvalue()
    assert "--enable_vae_tiling" in written.getvalue()
