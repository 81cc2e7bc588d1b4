import os
import signal
from collections.abc import Callable

import pytest
from google.protobuf import json_format

from diffgentor.application.generation_event import GenerationEvent, Proven
from diffgentor.domain.picture import Picture
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.receipt import PlanReceipt
from diffgentor.domain.request import GenerationRequest
from diffgentor.entrypoints.cli.interruption import SIGNALS, STOPPING, Interruption
from diffgentor.entrypoints.rpc.v1 import types_pb2
from diffgentor.entrypoints.rpc.v1.generation_service_pb2 import JobEvent
from tests.cli.shell import Shell
from tests.fakes.image_engine import FakeEngine

PROVEN = Proven(PlanReceipt((), "0" * 16))


def signal_ourselves(number: int = signal.SIGINT) -> None:
    os.kill(os.getpid(), number)


def nobody(event: GenerationEvent) -> None:
    """Listens to nothing."""


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_while_drawing_asks_to_stop(number: signal.Signals) -> None:
    said: list[str] = []
    with Interruption(said.append) as interruption:
        interruption.watching(nobody)(PROVEN)
        signal_ourselves(number)

        assert interruption.cancellation.is_requested
    assert said == [STOPPING]


def test_the_second_signal_stops_at_once() -> None:
    with Interruption(lambda line: None) as interruption:
        interruption.watching(nobody)(PROVEN)
        signal_ourselves()
        with pytest.raises(KeyboardInterrupt):
            signal_ourselves(signal.SIGTERM)


def test_the_first_signal_while_loading_stops_at_once() -> None:
    with Interruption() as interruption:
        interruption.watching(nobody)(Progress(Phase.LOADING_MODEL))
        with pytest.raises(KeyboardInterrupt):
            signal_ourselves()


def test_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]

    with pytest.raises(KeyboardInterrupt), Interruption():
        signal_ourselves()

    assert [signal.getsignal(number) for number in SIGNALS] == before


@pytest.fixture
def interrupt_at_step(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let the fake engine send the process a signal when so many steps are done."""

    def arrange(step: int) -> None:
        def counted(engine: FakeEngine, done: int) -> None:
            vars(engine)["steps_done"] = done
            if done == step:
                signal_ourselves()

        steps_done = property(lambda engine: vars(engine)["steps_done"], counted)
        monkeypatch.setattr(FakeEngine, "steps_done", steps_done, raising=False)

    return arrange


def test_ctrl_c_stops_within_a_step_and_exits_with_130(
    shell: Shell, interrupt_at_step: Callable[[int], None]
) -> None:
    interrupt_at_step(6)

    result = shell.draw("--num_images_per_prompt", "2")

    assert result.code == 130
    assert result.stdout == "out/0000.png\n"
    assert result.stderr.endswith("Stopped as asked; pictures finished before are kept.\n")
    assert shell.loader.engine.steps_done == 6
    assert shell.loader.engine.closed == 1


def test_ctrl_c_in_the_last_decode_finishes_and_keeps_the_picture(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = FakeEngine._picture

    def decode_and_be_interrupted(
        engine: FakeEngine, request: GenerationRequest, i: int
    ) -> Picture:
        signal_ourselves()
        return decode(engine, request, i)

    monkeypatch.setattr(FakeEngine, "_picture", decode_and_be_interrupted)

    result = shell.draw()

    assert result.code == 0
    assert result.stdout == "out/0000.png\n"
    assert len(shell.store.kept) == 1


def test_ctrl_c_ends_json_with_a_cancelled_job(
    shell: Shell, interrupt_at_step: Callable[[int], None]
) -> None:
    interrupt_at_step(2)

    result = shell.draw("--json")

    last = json_format.Parse(result.stdout.splitlines()[-1], JobEvent())
    assert result.code == 130
    assert last.finished.state == types_pb2.JOB_STATE_CANCELLED
    assert last.finished.error.code == 1


def test_ctrl_c_while_loading_ends_json_with_a_cancelled_job(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_and_be_interrupted(*_: object) -> None:
        signal_ourselves()

    monkeypatch.setattr(shell, "loader", load_and_be_interrupted)

    result = shell.draw("--json")

    assert result.code == 130
    assert result.lines[-1]["finished"]["state"] == "JOB_STATE_CANCELLED"
    assert result.stderr == "Interrupted; pictures finished before are kept.\n"
