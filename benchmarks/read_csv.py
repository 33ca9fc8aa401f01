"""Time reading and writing a CSV file of 1,000,000 rows and 20 columns against pandas and DuckDB.

Run: ``python benchmarks/read_csv.py [rows]``. Prints wall-clock seconds; nothing is asserted. The
peers do less: none of them detects the encoding, checks quotation marks, or keeps leading zeros.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from sector_data.sources.reading import read_file
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet


def make_table(rows: int) -> Table:
    """Make a table with the mixture of columns that registers have."""
    draw = np.random.default_rng(7)
    days = np.datetime64("1930-01-01") + draw.integers(0, 33_000, rows).astype("timedelta64[D]")
    moments = np.datetime64("2020-01-01T00:00:00", "us") + draw.integers(
        0, 10**8, rows
    ) * np.timedelta64(1, "s")
    names = np.array(["Müller", "Rossi", "佐藤", "O'Brien", "Smith, Jr.", 'the "Doc"'])
    columns: dict[str, pa.Array] = {
        "id": pa.array([f"P{number:09d}" for number in range(rows)]),
        "row": pa.array(np.arange(rows)),
        "zip": pa.array([f"{number:05d}" for number in draw.integers(0, 99_999, rows)]),
        "text": pa.array(
            [f"seen on ward {number}, stable" for number in draw.integers(0, 10**6, rows)]
        ),
    }
    for place in range(4):
        columns[f"name{place}"] = pa.array(names[draw.integers(0, len(names), rows)])
        columns[f"count{place}"] = pa.array(draw.integers(0, 10**6, rows))
        columns[f"measure{place}"] = pa.array(draw.normal(100, 15, rows))
    columns["born"] = pa.array(days)
    columns["seen"] = pa.array(moments)
    columns["alive"] = pa.array(draw.random(rows) < 0.9)
    columns["sparse"] = pa.array(draw.integers(0, 9, rows), mask=draw.random(rows) < 0.8)
    return Table("patients", pa.table(columns))


def report(label: str, work: Callable[[], object]) -> None:
    """Print how long a piece of work takes."""
    start = time.perf_counter()
    work()
    print(f"{label:<40} {time.perf_counter() - start:6.2f} s", flush=True)


def main(rows: int) -> None:
    """Write a table, then read it in every way."""
    table = make_table(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "patients.csv")
        report("sector_data: write_csv", lambda: write_csv(table, path))
        report(
            "sector_data: write_parquet", lambda: write_parquet(table, path.with_suffix(".parquet"))
        )
        print(f"{rows:,} rows, {len(table.columns)} columns, {path.stat().st_size / 1e6:.0f} MB")
        report("sector_data: read_file", lambda: read_file(path))
        report("pandas.read_csv", lambda: pd.read_csv(path))
        report("pandas.read_csv, all text", lambda: pd.read_csv(path, dtype=str))
        report("duckdb.read_csv to Arrow", lambda: duckdb.read_csv(str(path)).to_arrow_table())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
