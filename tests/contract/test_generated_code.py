"""The committed code under `src/entrypoints/rpc/v1` is what the contract says."""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "src/entrypoints/rpc/v1"


def code_in(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_generating_again_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "v1"

    subprocess.run(
        [sys.executable, str(ROOT / "proto/generate.py"), str(target)],
        check=True,
        capture_output=True,
    )

    assert code_in(COMMITTED) == code_in(target), "run: python proto/generate.py"


def test_the_contract_passes_buf_lint_and_format() -> None:
    buf = Path(sysconfig.get_path("scripts")) / "buf"
    for arguments in (["lint"], ["format", "--diff", "--exit-code"]):
        checked = subprocess.run([buf, *arguments, "proto"], cwd=ROOT, capture_output=True)

        assert checked.returncode == 0, checked.stdout.decode() + checked.stderr.decode()


def test_a_message_survives_the_wire() -> None:
    from diffgentor.entrypoints.rpc.v1 import generation_service_pb2, types_pb2

    asked = generation_service_pb2.SubmitJobRequest(
        spec=types_pb2.GenerationSpec(model="shapes", prompt="a red circle", seed=7),
        request_id="one",
    )

    received = generation_service_pb2.SubmitJobRequest.FromString(asked.SerializeToString())

    assert received == asked
    assert received.spec.seed == 7
    assert not received.spec.HasField("steps")
