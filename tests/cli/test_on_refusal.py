from google.protobuf import json_format

from diffgentor.entrypoints.rpc.v1.generation_service_pb2 import JobEvent
from tests.cli.shell import Shell

TOO_MUCH = ("--enable_tf32", "--num_gpus", "4", "--enable_fuse_qkv")


def test_a_refusal_stops_the_run_unless_told_otherwise(shell: Shell) -> None:
    for told in ((), ("--on_refusal", "error")):
        assert shell.draw(*TOO_MUCH, *told).code == 3

    assert shell.loader.loads == []


def test_degrading_draws_and_tells_what_was_left_out(shell: Shell) -> None:
    result = shell.draw(*TOO_MUCH, "--on_refusal", "degrade")

    assert (result.code, result.stdout) == (0, "out/0000.png\n")
    assert "~  tf32               off" in result.stderr
    assert "~  --num_gpus         left out" in result.stderr
    assert "✓  fuse_qkv           on" in result.stderr


def test_what_was_left_out_is_a_warning_in_json(shell: Shell) -> None:
    result = shell.draw("--json", *TOO_MUCH, "--on_refusal", "degrade")

    events = [json_format.Parse(line, JobEvent()) for line in result.stdout.splitlines()]
    warnings = [event.warning for event in events if event.HasField("warning")]
    assert [warning.reason for warning in warnings] == ["TF32_NEEDS_AMPERE", "NOT_BUILT"]
    assert warnings[0].message.endswith("So on became off.")


def test_json_says_whether_a_refusal_would_have_stopped_the_run(shell: Shell) -> None:
    strict, lenient = (
        json_format.Parse(shell.draw("--json", *told).stdout.splitlines()[0], JobEvent())
        for told in ((), ("--on_refusal", "degrade"))
    )

    assert strict.snapshot.spec.plan.strict
    assert not lenient.snapshot.spec.plan.strict


def test_a_word_that_it_does_not_take_is_told(shell: Shell) -> None:
    result = shell.draw("--on_refusal", "ignore")

    assert result.code == 2
    assert "Choose one of: error, degrade." in result.stderr
