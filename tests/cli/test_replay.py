from google.protobuf import json_format

from diffgentor.entrypoints.rpc.v1.plan_pb2 import PlanReceipt
from tests.cli.shell import Shell
from tests.fakes.builders import a_gpu
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.image_engine import Conduct, FakeLoader


def a_shell_that_drew(shell: Shell, *arguments: str) -> Shell:
    assert shell.draw(*arguments).code == 0
    shell.loader = FakeLoader()
    return shell


def test_the_same_pixels_are_identical(shell: Shell) -> None:
    result = a_shell_that_drew(shell)("replay", "out/0000.png")

    assert result.code == 0
    assert result.stdout == "identical\n"


def test_the_second_of_several_pictures_is_drawn_alone(shell: Shell) -> None:
    a_shell_that_drew(shell, "--num_images_per_prompt", "2")

    assert shell("replay", "out/0001.png").stdout == "identical\n"
    assert shell.loader.engine.draws[0].pictures == 1


def test_another_picture_tells_how_far_and_what_differs(shell: Shell) -> None:
    a_shell_that_drew(shell)
    shell.loader = FakeLoader(Conduct(drift=1))
    shell.host_inspector = FakeHostInspector(torch="9.9")

    result = shell("replay", "out/0000.png")

    assert result.code == 1
    assert result.stdout.startswith("differs by at most 1 of 255, in 0.07 % of the values, PSNR")
    assert "torch: 2.13.0 then, 9.9 now" in result.stdout


def test_a_difference_without_a_known_reason_says_so(shell: Shell) -> None:
    a_shell_that_drew(shell)
    shell.loader = FakeLoader(Conduct(drift=1))

    assert "are the same as then" in shell("replay", "out/0000.png").stdout


def test_another_device_can_be_named(shell: Shell) -> None:
    a_shell_that_drew(shell)
    shell.host_inspector = FakeHostInspector(a_gpu(), torch="2.13.0")

    shell("replay", "out/0000.png", "--device", "cuda")

    assert shell.loader.loads[0].device.label == "cuda:0"


def test_what_a_library_remarks_is_passed_on(shell: Shell) -> None:
    a_shell_that_drew(shell)
    shell.loader = FakeLoader(Conduct(warnings=("The prompt was cut short.",)))

    in_words = shell("replay", "out/0000.png")
    [in_json] = shell("replay", "out/0000.png", "--json").lines

    assert "note: The prompt was cut short.\n" in in_words.stderr
    assert in_json["remarks"] == ["The prompt was cut short."]


def test_json_is_one_object(shell: Shell) -> None:
    [answer] = a_shell_that_drew(shell)("replay", "out/0000.png", "--json").lines

    assert answer["identical"] is True
    assert answer["psnrDb"] is None
    assert answer["differences"] == []
    receipt = json_format.ParseDict(answer["receipt"], PlanReceipt())
    assert receipt.outcomes[0].evidence == "the fake saw float32"


def test_an_error_in_json_is_one_object_too(shell: Shell) -> None:
    result = shell("replay", "nothing.png", "--json")

    [answer] = result.lines
    assert result.code == 2
    assert answer["error"]["details"][0]["reason"] == "PICTURE_UNREADABLE"


def test_verbose_adds_the_receipt(shell: Shell) -> None:
    result = a_shell_that_drew(shell)("replay", "out/0000.png", "--verbose")

    assert "the fake saw float32" in result.stderr
