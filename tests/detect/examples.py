"""Small tables for the tests of detection; everything in them is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv

from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import ColumnFinding

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "tabular"


def table(name: str, columns: Mapping[str, Sequence[Any] | pa.Array]) -> Table:
    """Make a table of columns."""
    return Table(name, pa.table(dict(columns)))


def by_column(findings: Sequence[ColumnFinding]) -> dict[str, ColumnFinding]:
    """Index findings by column."""
    return {f.column: f for f in findings}


def shared_tables(name: str) -> dict[str, Table]:
    """Read the tables of a set that lies beside the repository, or skip the test."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"no {name} tables beside the repository")
    tables = {}
    for file in sorted(folder.glob("*.csv")):
        data = csv.read_csv(file, convert_options=csv.ConvertOptions(strings_can_be_null=True))
        fields = [pa.field(f.name, _inside(f.type)) for f in data.schema]
        tables[file.stem] = Table(file.stem, data.cast(pa.schema(fields)))
    return tables


def _inside(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    return pa.string() if pa.types.is_null(kind) else kind
