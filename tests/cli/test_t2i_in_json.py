import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo

from diffgentor.entrypoints.rpc.v1 import plan_pb2, types_pb2
from diffgentor.entrypoints.rpc.v1.generation_service_pb2 import JobEvent
from tests.cli.shell import SEED, Result, Shell
from tests.fakes.image_engine import Conduct, FakeLoader


def events_of(result: Result) -> list[JobEvent]:
    """The lines as the contract's messages, which they must parse into."""
    return [json_format.Parse(line, JobEvent()) for line in result.stdout.splitlines()]


def kinds_of(events: list[JobEvent]) -> list[str | None]:
    return [event.WhichOneof("event") for event in events if not event.HasField("progress")]


def test_a_run_is_a_snapshot_its_pictures_and_a_finished_job(shell: Shell) -> None:
    events = events_of(shell.draw("--json", "--num_images_per_prompt", "2"))

    assert kinds_of(events) == ["snapshot", "artifact_ready", "artifact_ready", "finished"]
    assert events[0].snapshot.state == types_pb2.JOB_STATE_RUNNING
    assert events[-1].finished.state == types_pb2.JOB_STATE_SUCCEEDED


def test_nothing_but_json_is_said(shell: Shell) -> None:
    result = shell.draw("--json")

    assert all(line.startswith("{") for line in result.stdout.splitlines())
    assert result.stderr == ""


def test_durable_events_are_counted_without_gaps_and_progress_repeats(shell: Shell) -> None:
    events = events_of(shell.draw("--json", "--enable_vae_slicing"))

    durable = [event.sequence for event in events if not event.HasField("progress")]
    assert durable == list(range(1, len(durable) + 1))
    last = 0
    for event in events:
        assert event.sequence == (last if event.HasField("progress") else last + 1)
        last = event.sequence
    assert events[-1].finished.last_sequence == last


def test_the_job_says_what_was_asked_and_what_is_drawn(shell: Shell) -> None:
    events = events_of(shell.draw("--json", "--torch_dtype", "bfloat16"))

    job = events[0].snapshot
    assert (job.spec.prompt, job.spec.plan.torch_dtype) == ("a red circle", "bfloat16")
    assert not job.spec.HasField("steps")
    assert not job.spec.plan.HasField("fuse_qkv")
    assert (job.effective_spec.steps, job.effective_spec.seed) == (4, SEED)
    assert job.effective_spec.plan.fuse_qkv is False
    assert job.effective_spec.plan.attention_backend == "native"


def test_progress_tells_step_and_picture(shell: Shell) -> None:
    events = events_of(shell.draw("--json", "--num_images_per_prompt", "2"))

    last = [event.progress for event in events if event.HasField("progress")][-1]
    assert (last.step, last.total_steps, last.image_index, last.image_count) == (4, 4, 1, 2)
    assert last.phase == types_pb2.PHASE_SAVING


def test_an_artifact_names_its_file(shell: Shell) -> None:
    [*_, ready, finished] = events_of(shell.draw("--json"))

    [kept] = shell.store.kept
    artifact = ready.artifact_ready
    assert artifact.name == "out/0000.png"
    assert artifact.uri == Path("out/0000.png").absolute().as_uri()
    assert artifact.seed == SEED
    assert artifact.sha256 == hashlib.sha256(kept.picture.pixels).digest()
    assert artifact.size_bytes == len(kept.picture.pixels)
    assert list(finished.finished.artifacts) == [artifact]


def test_the_finished_job_carries_receipt_and_times(shell: Shell) -> None:
    job = events_of(shell.draw("--json"))[-1].finished

    first = job.receipt.outcomes[0]
    assert (first.optimization, first.setting) == ("torch_dtype", "float32")
    assert first.status == plan_pb2.OUTCOME_STATUS_APPLIED
    assert first.evidence == "the fake saw float32"
    assert job.timings.denoise.ToMilliseconds() == 500
    assert job.timings.total_steps == 4


def test_what_is_degraded_and_what_a_library_remarks_are_warnings(shell: Shell) -> None:
    shell.loader = FakeLoader(Conduct(warnings=("The prompt was cut short.",)))

    events = events_of(shell.draw("--json", "--enable_vae_slicing"))

    warnings = [event.warning for event in events if event.HasField("warning")]
    assert [warning.reason for warning in warnings] == [
        "VAE_SLICING_NEEDS_A_BATCH",
        "LIBRARY_REMARK",
    ]
    assert warnings[1].message == "The prompt was cut short."


def test_zeroes_are_written_rather_than_left_out(shell: Shell) -> None:
    lines = shell.draw("--json", "--seed", "0").lines

    assert lines[-1]["finished"]["artifacts"][0]["seed"] == "0"
    assert lines[-1]["finished"]["artifacts"][0]["index"] == 0


def test_a_bad_request_names_each_field_of_the_contract(shell: Shell) -> None:
    result = shell.draw("--json", "--num_inference_steps", "0", "--num_images_per_prompt", "-1")

    [event] = events_of(result)
    info, bad = ErrorInfo(), BadRequest()
    assert result.code == 2
    assert event.finished.state == types_pb2.JOB_STATE_FAILED
    assert event.finished.error.details[0].Unpack(info)
    assert (info.reason, info.domain) == ("INVALID_REQUEST", "diffgentor")
    assert event.finished.error.details[1].Unpack(bad)
    assert [violation.field for violation in bad.field_violations] == [
        "spec.steps",
        "spec.image_count",
    ]


@pytest.mark.parametrize("seed", ["-1", str(2**63), str(10**30)])
def test_a_number_too_large_for_the_contract_is_still_answered(shell: Shell, seed: str) -> None:
    [event] = events_of(shell.draw("--json", "--seed", seed))

    assert "seed is" in event.finished.error.message


def test_a_refused_plan_carries_its_receipt(shell: Shell) -> None:
    result = shell.draw("--json", "--enable_compile")

    [event] = events_of(result)
    receipt = plan_pb2.PlanReceipt()
    assert result.code == 3
    assert event.finished.error.details[1].Unpack(receipt)
    assert receipt.outcomes[-1].optimization == "compile"
    assert receipt.outcomes[-1].status == plan_pb2.OUTCOME_STATUS_REFUSED
    assert "error: compile (whole " in result.stderr


def test_a_failure_keeps_the_pictures_before_it(shell: Shell) -> None:
    shell.loader = FakeLoader(Conduct(breaks_at=(1, 0)))

    result = shell.draw("--json", "--num_images_per_prompt", "2")

    job = events_of(result)[-1].finished
    assert result.code == 1
    assert job.state == types_pb2.JOB_STATE_FAILED
    assert [artifact.index for artifact in job.artifacts] == [0]


def test_what_a_library_prints_does_not_come_between(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = shell.library.profile

    def chatter(*name: Any) -> object:
        sys.stdout.write("hello from a library\n")
        return profile(*name)

    monkeypatch.setattr(shell.library, "profile", chatter)

    result = shell.draw("--json")

    assert json.loads(result.stdout.splitlines()[0])
    assert result.stderr == "hello from a library\n"
