"""Try every choice and every pair of choices on every tiny pipeline, and report.

Usage: `python -m tests.matrix --out build/matrix` writes `build/matrix.json` and `.md`. The exit
code is 1 if anything is broken. `--family sd15` and `--choice pab`, each given as often as needed,
restrict it to pipelines and to pairs with one of the choices.
"""

import argparse
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import torch

from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.adapters.hardware.host_inspector import TorchHostInspector
from diffgentor.entrypoints.container import other_libraries
from tests.matrix.cell import Bench, engine_of, try_plan
from tests.matrix.choices import CHOICES, asked_by, pairs
from tests.matrix.kept_engines import LastEngine
from tests.matrix.report import Cell, markdown, to_json
from tests.matrix.verdict import Broken, Refused
from tests.tiny_pipelines.families import FAMILIES, Family


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is asked for, and return the exit code."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    started, cells = time.monotonic(), list[Cell]()
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            if options.family and family.name not in options.family:
                continue
            for cell in _tried(family, Path(folder), options.choice, options.device):
                cells.append(cell)
                _tell(cell)
    seconds = time.monotonic() - started
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.with_suffix(".json").write_text(to_json(cells, seconds), encoding="utf-8")
    options.out.with_suffix(".md").write_text(markdown(cells, seconds), encoding="utf-8")
    return int(any(isinstance(cell.verdict, Broken) for cell in cells))


def _tried(family: Family, folder: Path, choices: Sequence[str], device: str) -> Iterator[Cell]:
    """Yield the cells of one family, those that can share an engine one after the other."""
    family.build(folder / family.name)
    model = DiffusersLibrary().profile(str(folder / family.name))
    load = LastEngine(partial(load_engine, libraries=other_libraries()))
    bench = Bench(model, device, TorchHostInspector(), load)
    cells = {names: asked_by(names) for names in (*((one,) for one in CHOICES), *pairs())}
    for names in sorted(cells, key=lambda names: engine_of(bench, cells[names])):
        if not choices or set(names) & set(choices):
            started = time.monotonic()
            verdict = try_plan(bench, cells[names])
            yield Cell(family.name, names, verdict, time.monotonic() - started)


def _tell(cell: Cell) -> None:
    if not isinstance(cell.verdict, Refused):
        sys.stdout.write(f"{cell}\n")
        sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    names = [family.name for family in FAMILIES]
    parser = argparse.ArgumentParser(
        prog="python -m tests.matrix",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=Path("build/matrix"), metavar="PATH")
    parser.add_argument("--family", action="append", choices=names, help="only these")
    parser.add_argument("--choice", action="append", choices=list(CHOICES), default=[])
    parser.add_argument("--device", default="cpu", help="as of t2i")
    return parser


if __name__ == "__main__":
    sys.exit(main())
