import pytest
from google.protobuf import json_format

from diffgentor.entrypoints.rpc.v1 import types_pb2
from diffgentor.entrypoints.rpc.v1.generation_service_pb2 import JobEvent
from tests.cli.shell import Shell

REFUSED = [
    ([], "No command was given."),
    (["t2l"], "Did you mean t2i?"),
    (["serve"], "The commands are: t2i, plan, replay, doctor."),
    (["t2i"], 't2i needs --prompt "TEXT".'),
    (["t2i", "--promt", "x"], "There is no option --promt.\nDid you mean --prompt?"),
    (["t2i", "--prompt", "x", "--enable_vae"], "There is no option --enable_vae."),
    (["t2i", "--prom", "x"], "There is no option --prom.\nDid you mean --prompt?"),
    (["t2i", "--prompt", "x", "--xyzzy=3"], "See: diffgentor t2i --help"),
    (["t2i", "--prompt", "red", "circle"], "There is no place for 'circle'."),
    (["t2i", "--prompt"], "--prompt expected one argument."),
    (["t2i", "--prompt", "x", "--seed", "1.5"], "--seed takes a whole number, not '1.5'."),
    (["t2i", "--prompt", "x", "--guidance_scale", "big"], "--guidance_scale takes a number"),
    (["t2i", "--prompt", "x", "--torch_dtype", "bf16"], "Did you mean bfloat16?"),
    (["t2i", "--prompt", "x", "--output_format", "tiff"], "Choose one of: png, jpeg, webp."),
    (["t2i", "--prompt", "x", "--quiet", "--verbose"], "exclude each other"),
    (["t2i", "--prompt", "\udcff"], "--prompt takes UTF-8 text"),
    (["replay"], "replay needs PICTURE."),
    (["doctor", "--prompt", "x"], "There is no option --prompt."),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_understood_is_said_in_two_lines(
    shell: Shell, arguments: list[str], message: str
) -> None:
    result = shell(*arguments)

    assert result.code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) <= 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["t2i", "--prompt", "x", "--width", "abc", "--json"],
        ["t2i", "--JSON", "--promt", "x"],
        ["t2i", "--json"],
    ],
)
def test_what_t2i_cannot_understand_is_a_failed_job_in_json(
    shell: Shell, arguments: list[str]
) -> None:
    result = shell(*arguments)

    [event] = result.lines
    parsed = json_format.ParseDict(event, JobEvent())
    assert result.code == 2
    assert parsed.finished.state == types_pb2.JOB_STATE_FAILED
    assert event["finished"]["error"]["details"][0]["reason"] == "INVALID_OPTION"
    assert event["finished"]["error"]["message"] in f"{result.stderr}".removeprefix("error: ")


@pytest.mark.parametrize("command", ["plan", "replay", "doctor", "serve"])
def test_what_other_commands_cannot_understand_is_an_error_in_json(
    shell: Shell, command: str
) -> None:
    result = shell(command, "--xyzzy", "--json")

    [answer] = result.lines
    assert result.code == 2
    assert answer["error"]["details"][0]["reason"] == "INVALID_OPTION"
    assert result.stderr.startswith("error: ")


def test_a_setting_that_cannot_be_is_told_in_json_too(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DG_STORAGE_DTYPE", "float9")

    result = shell.draw("--json")

    assert result.code == 2
    assert "DG_STORAGE_DTYPE" in result.lines[0]["finished"]["error"]["message"]


def test_a_request_out_of_bounds_is_told_by_the_names_of_the_options(shell: Shell) -> None:
    result = shell.draw("--num_inference_steps", "0", "--num_images_per_prompt", "65")

    assert result.code == 2
    assert result.stderr.splitlines() == [
        "error: --num_inference_steps is 0; allowed: 1 to 1000",
        "--num_images_per_prompt is 65; allowed: 1 to 64",
    ]
    assert shell.loader.loads == []


def test_a_model_that_nobody_knows_is_bad_input(shell: Shell) -> None:
    result = shell.draw("--model_name", "nowhere")

    assert result.code == 2
    assert result.stderr.startswith("error: There is no model 'nowhere'.\n")


def test_a_device_that_is_not_there_is_bad_input(shell: Shell) -> None:
    result = shell.draw("--device", "cuda:7")

    assert result.code == 2
    assert "It has: cpu." in result.stderr


def test_nothing_is_abbreviated(shell: Shell) -> None:
    assert shell.draw("--ver").code == 2
    assert shell.loader.loads == []


@pytest.mark.parametrize("arguments", [["--help"], ["t2i", "--help"], ["doctor", "-h"]])
def test_help_goes_to_the_standard_output(shell: Shell, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        shell(*arguments)

    written = shell.capsys.readouterr()
    assert left.value.code == 0
    assert written.out.startswith("usage: diffgentor")
    assert written.err == ""
