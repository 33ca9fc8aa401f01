"""Seconds that the classification of the columns of a wide table takes.

Run: ``python benchmarks/classify_columns.py [ROWS]``. Never asserted in tests.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pyarrow as pa

from sector_data.detect.columns import profile_table
from sector_data.sources.tables import Table

NAMES = ("Anna", "Paul", "Maria", "John", "Laura", "Peter", "Emma", "Noah")
CITIES = ("Boston", "Paris", "Roma", "Berlin", "Lyon", "Milano", "Wien")


def wide_table(rows: int) -> Table:
    """Make people with 30 columns: names, numbers, dates, texts, figures, categories and marks."""
    draw = np.random.default_rng(1)

    def pick(values: list[str] | tuple[str, ...]) -> pa.Array:
        return pa.array(values).take(pa.array(draw.integers(0, len(values), rows)))

    def numbered(form: str, most: int) -> pa.Array:
        return pa.array([form.format(i % most) for i in range(rows)])

    days = draw.integers(-15_000, 18_000, rows).astype(np.int32)
    columns = {
        "patient_id": numbered("P{:07d}", rows),
        "first_name": pick(NAMES),
        "last_name": pick([f"Smith{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(600)]),
        "birth": pa.array(days).cast(pa.date32()),
        "zip": pick([f"{i:05d}" for i in range(1_000, 9_000)]),
        "city": pick(CITIES),
        "c7": numbered("219-09-{:04d}", 10_000),
        "email": numbered("u{}@example.org", rows),
        "phone": numbered("617-555-{:04d}", 10_000),
        "note": pick([f"the patient was seen on day {i} and felt well" for i in range(50_000)]),
        "when": pa.array(draw.integers(0, 10**15, rows)).cast(pa.timestamp("us")),
        "flag": pa.array(draw.integers(0, 2, rows).astype(bool)),
        **{f"number{c}": pa.array(draw.normal(size=rows)) for c in "abcdef"},
        **{f"whole{c}": pa.array(draw.integers(0, 10**i, rows)) for i, c in enumerate("ghijk", 2)},
        **{f"code{c}": pick([f"code {chr(65 + i)}" for i in range(20)]) for c in "lmnop"},
        **{f"card{c}": pa.array(draw.integers(10**15, 10**16, rows).astype(str)) for c in "qr"},
    }
    return Table("people", pa.table(columns))


def main() -> None:
    """Time a small table, which loads lists and models, and then the large one."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for size in (1_000, rows):
        table = wide_table(size)
        wall, busy = time.perf_counter(), time.process_time()
        findings = profile_table(table)
        wall, busy = time.perf_counter() - wall, time.process_time() - busy
        print(f"{size:,} rows, {len(findings)} columns: {wall:.1f} s, {busy:.1f} s of processor")


if __name__ == "__main__":
    main()
