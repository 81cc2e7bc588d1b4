"""What the doctor found, as tables on a terminal."""

from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from ...application.examine_host import Examination
from .doctor_text import device_rows, heading, optimization_rows, package_rows

STYLES = {"yes": "green", "no": "dim"}


def print_tables(examination: Examination, stdout: TextIO) -> None:
    """Print the report, as wide as the terminal is."""
    console = Console(file=stdout, highlight=False, markup=False)
    console.print(heading(examination), style="bold")
    devices = _table("device", "name", "memory", "", "")
    packages = _table("package", "version")
    optimizations = _table("usable", "optimization", "option", "")
    for table, rows in (
        (devices, device_rows(examination)),
        (packages, package_rows(examination)),
        (optimizations, optimization_rows(examination)),
    ):
        for row in rows:
            table.add_row(*row, style=STYLES.get(row[0], ""))
        console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
