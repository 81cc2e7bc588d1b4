"""The script for GPUs, whole, in miniature on a CPU: every technique has its row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.gpu_report import FILE
from benchmarks.gpu_rows import rows
from diffgentor.domain.attention import KERNELS_BY_NAME
from diffgentor.domain.compilation import CompileBackend
from diffgentor.domain.host import DeviceKind
from diffgentor.domain.offload import OFFLOADS
from diffgentor.domain.step_cache import STEP_CACHES
from diffgentor.domain.technique import Technique
from tests.adapters.python_process import start_python

PATIENCE_SECONDS = 280
OF_THE_DENOISER = {
    Technique.ATTENTION_BACKEND,
    Technique.FUSE_QKV,
    Technique.LAYERWISE_CASTING,
    Technique.TF32,
    Technique.OFFLOAD,
    Technique.COMPILE,
    Technique.CACHE,
}
NAMES = [row.name for row in rows(CompileBackend.EAGER)]


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of the script left."""

    printed: str
    content: dict[str, Any]

    def row(self, name: str) -> dict[str, Any]:
        found: dict[str, Any]
        [found] = [row for row in self.content["rows"] if row["row"] == name]
        return found

    def measured(self) -> Iterator[dict[str, Any]]:
        return (row for row in self.content["rows"] if row["status"] == "measured")


def run(folder: Path, *options: str) -> Report:
    arguments = ("-m", "benchmarks.gpu", "--tiny", "--device", "cpu", "--out", str(folder))
    with start_python(*arguments, *options) as process:
        printed, complaints = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, complaints
    return Report(printed, json.loads((folder / FILE).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return run(tmp_path_factory.mktemp("gpu"))


def test_every_choice_of_every_technique_has_a_row(report: Report) -> None:
    here = [row["row"] for row in report.content["rows"]]

    assert here == NAMES
    assert len(set(here)) == len(here)
    for prefix, choices in (("attention ", KERNELS_BY_NAME), ("cache ", STEP_CACHES)):
        assert {f"{prefix}{name}" for name in choices} - {"attention native"} <= set(here)
    for name in OFFLOADS.keys() - {"off"}:
        assert any(row.startswith(f"offload {name}") for row in here)
    assert {row["technique"] for row in report.content["rows"]} == OF_THE_DENOISER


def test_the_table_lists_all_rows_and_what_was_seen(report: Report) -> None:
    lines = report.printed.splitlines()

    for row in report.content["rows"]:
        [line] = [one for one in lines if one.startswith(f"{row['row']}  ")]
        seen: str = row["evidence" if row["status"] == "measured" else "reason"]
        assert line.endswith(seen.rstrip())


def test_nothing_fails_and_what_cannot_be_is_refused_by_a_rule(report: Report) -> None:
    here = {row["row"]: row for row in report.content["rows"]}
    on_a_cpu = {
        f"attention {name}"
        for name, kernel in KERNELS_BY_NAME.items()
        if DeviceKind.CPU in kernel.devices
    }

    assert {row["status"] for row in here.values()} == {"measured", "refused"}
    for name, row in here.items():
        if name.startswith("attention _") or name == "attention flash":
            assert (row["status"] == "measured") == (name in on_a_cpu)
    assert "[ATTENTION_NEEDS_DEVICE]" in here["attention _native_cudnn"]["reason"]
    assert "[OFFLOAD_NEEDS_AN_ACCELERATOR]" in here["offload model"]["reason"]
    assert "[TF32_NEEDS_AMPERE]" in here["float32 with TF32"]["reason"]
    assert "[DEEP_CACHE_NEEDS_A_UNET]" in here["cache deep_cache"]["reason"]


def test_every_measured_row_has_evidence_and_times(report: Report) -> None:
    for row in report.measured():
        assert row["outcome"] in ("APPLIED", "DEGRADED")
        assert row["evidence"]
        assert row["first_step_seconds"] > 0
        assert row["step_ms_median"] > 0
        assert row["peak_bytes"] is None  # no such thing on a CPU


def test_the_check_against_native_attention_would_see_a_wrong_one(report: Report) -> None:
    control = report.row("control: attention that answers with the average")
    kernels = [row["error"] for row in report.measured() if row["row"].startswith("attention ")]

    assert control["error"] > 0.2
    assert kernels
    assert max(kernels) < 0.02
    assert report.row("native")["error"] is None


def test_caches_tell_what_ran_in_each_step(report: Report) -> None:
    caches = [row for row in report.measured() if row["row"].startswith("cache ")]

    assert caches
    for row in caches:
        assert all(len(runs) == row["steps"] == 28 for runs in row["runs_per_step"].values())
        assert any(len(set(runs)) > 1 for runs in row["runs_per_step"].values())
        assert "skipped" in row["evidence"]


def test_the_report_says_what_it_was_measured_with(report: Report) -> None:
    content = report.content

    assert content["device"].startswith("cpu")
    assert content["driver"] is None or content["driver"]
    assert {"diffgentor", "torch", "diffusers", "transformers"} <= content["versions"].keys()
    assert "random" in content["weights"]
    assert content["elapsed_seconds"] > 0
    assert content["weights"] in report.printed


def test_rows_for_which_there_is_no_time_are_told(tmp_path: Path) -> None:
    report = run(tmp_path, "--budget_seconds", "0")

    assert [row["row"] for row in report.content["rows"]] == NAMES
    assert {row["status"] for row in report.content["rows"]} == {"not run", "refused"}
    assert report.row("native")["reason"].startswith("out of time")
    assert report.row("offload model")["status"] == "refused"


def test_without_a_gpu_the_full_size_is_not_begun(tmp_path: Path) -> None:
    with start_python(
        "-m", "benchmarks.gpu", "--device", "cpu", "--out", str(tmp_path)
    ) as process:
        _, complaints = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 2
    assert "--tiny --device cpu" in complaints
    assert not list(tmp_path.iterdir())
