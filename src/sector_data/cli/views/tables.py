"""The tables of a bundle on a terminal: rows, columns, types, and how to go on in Python."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from sector_data.cli.views.console import console, grid, plain
from sector_data.sources.tables import Table


class Column(TypedDict):
    """What is told of a column: its logical type, and how many rows have a value or none."""

    name: str
    type: str
    stated: int
    empty: int


def columns_of(table: Table) -> list[Column]:
    """Return what is told of the columns of a table, in its order, as plain data."""
    told = []
    for name in table.columns:
        empty = int(table.column(name).null_count)
        kind = table.data_type(name).value
        told.append(Column(name=name, type=kind, stated=table.rows - empty, empty=empty))
    return told


def show_table(name: str, columns: list[Column]) -> None:
    """Print the columns of a table; names are a stranger's."""
    rows = grid("column", "type", "values", "empty", right=(2, 3))
    for column in columns:
        counts = (f"{column['stated']:,}", f"{column['empty']:,}")
        rows.add_row(plain(column["name"]), column["type"], *counts)
    out = console()
    count = columns[0]["stated"] + columns[0]["empty"]
    out.print(f"{plain(name)}: {count:,} {'row' if count == 1 else 'rows'}", markup=False)
    out.print(rows)
    out.print()


def show_use(bundle: Path, names: list[str]) -> None:
    """Print how the tables are used in Python."""
    out = console()
    out.print(
        "Every file is what was signed. In Python, as DataFrames with these types:\n"
        "  import sector_data as sd\n"
        f"  release = sd.load({str(bundle)!r})\n"
        f"  release[{names[0]!r}]",
        markup=False,
        soft_wrap=True,
    )
