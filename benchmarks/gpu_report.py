"""The rows' results as a table and as JSON, with all that a figure was measured with."""

import json
import platform
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu_model import Scale
from benchmarks.gpu_result import Entry, Measured, Result
from benchmarks.gpu_rows import Row
from diffgentor import __version__
from diffgentor.domain.host import Device, Host

FILE = "gpu.json"
RANDOM_WEIGHTS = (
    "The weights are random. That changes neither times nor memory; errors and skipped steps say "
    "nothing about pictures of a trained model."
)
_HEADINGS = (
    "row", "outcome", "first step s", "ms/step median", "ms/step mean", "peak GiB", "rel. error",
    "seen",
)  # fmt: skip
_GIB = 1 << 30
_NONE = "-"


def measured_on(scale: Scale, host: Host, device: Device) -> dict[str, Any]:
    """Return what the figures were measured with."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "device": str(device),
        "memory_bytes": device.memory_bytes,
        "driver": _driver(),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),  # type: ignore[no-untyped-call]
        "system": host.system,
        "processor": platform.machine(),
        "versions": {**host.packages, "diffgentor": __version__},
        "model": asdict(scale),
        "weights": RANDOM_WEIGHTS,
    }


def as_json(row: Row, result: Result) -> dict[str, Any]:
    """Return one row's entry."""
    return {
        "row": row.name,
        "technique": str(row.technique),
        "steps": row.steps,
        "reference": row.reference,
        "status": result.status,
        **asdict(result),
    }


def write(folder: Path, head: Mapping[str, Any], results: Sequence[Entry]) -> Path:
    """Write the JSON file anew."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {**head, "rows": [as_json(row, result) for row, result in results]}
    path = folder / FILE
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return path


def table(results: Sequence[Entry]) -> str:
    """Return one line a row, in columns; the last one may be long."""
    lines = [_HEADINGS, *(_cells(row.name, result) for row, result in results)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(cells, widths) for cells in lines)


def _cells(name: str, result: Result) -> tuple[str, ...]:
    if not isinstance(result, Measured):
        return (name, result.status, *[_NONE] * 5, result.reason)
    return (
        name,
        result.outcome,
        f"{result.first_step_seconds:.2f}",
        _number(result.step_ms_median, ".1f"),
        _number(result.step_ms_mean, ".1f"),
        _number(None if result.peak_bytes is None else result.peak_bytes / _GIB, ".2f"),
        _number(result.error, ".2e"),
        result.evidence,
    )


def _number(value: float | None, form: str) -> str:
    return _NONE if value is None else format(value, form)


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(_padded(cells, widths)).rstrip()


def _padded(cells: Iterable[str], widths: Iterable[int]) -> Iterator[str]:
    last = len(_HEADINGS) - 1
    for index, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        is_text = index in (0, 1, last)
        yield cell.ljust(0 if index == last else width) if is_text else cell.rjust(width)


def _driver() -> str | None:
    """Return the version of NVIDIA's driver; torch does not know it."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return None
    query = [command, "--query-gpu=driver_version", "--format=csv,noheader"]
    answer = subprocess.run(query, capture_output=True, text=True, timeout=10, check=False)
    return answer.stdout.strip().partition("\n")[0] or None
