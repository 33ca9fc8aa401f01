"""Seconds that the validation of a release of 100,000 rows takes.

Run: ``python benchmarks/validate.py [ROWS]``. Never asserted in tests.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from sector_data.sources.tables import Table
from sector_data.validate.adapter import great_expectations
from sector_data.validate.documents import ExpectationDocument
from sector_data.validate.running import check_suites

ALPHABET = np.array(list("0123456789abcdefghjkmnpqrstvwxyz"))


def tokens(count: int, draw: np.random.Generator) -> pa.Array:
    """Draw pseudonyms of 16 characters."""
    return pa.array(["".join(row) for row in ALPHABET[draw.integers(0, 32, (count, 16))]])


def release(rows: int) -> dict[str, Table]:
    """Make patients and twice as many encounters, with gaps and all logical types."""
    draw = np.random.default_rng(0)
    ids = tokens(rows // 2, draw)
    patients = {"id": ids}
    encounters = {
        "id": tokens(rows, draw),
        "patient": ids.take(pa.array(draw.integers(0, len(ids), rows))),
        "age": pa.array(draw.choice(["[0, 20)", "[20, 40)", "[40, 60)", "60+"], rows)),
        "zip": pa.array([f"{z:03d}" for z in draw.integers(0, 900, rows)]),
        "cost": pa.array(draw.integers(0, 5000, rows), mask=draw.random(rows) < 0.1),
        "weight": pa.array(draw.normal(70, 10, rows), mask=draw.random(rows) < 0.1),
        "admitted": pa.array(draw.integers(-40_000, 20_000, rows).astype(np.int32)).cast(
            pa.date32()
        ),
        "month": pa.array([f"2020-{m:02d}" for m in draw.integers(1, 13, rows)]),
        "urgent": pa.array(draw.random(rows) < 0.5),
        "note": pa.array(["<PERSON> was seen on <DATE_TIME>"] * rows),
    }
    return {
        "patients": Table("patients", pa.table(patients)),
        "encounters": Table("encounters", pa.table(encounters)),
    }


def suite(table: Table) -> list[ExpectationDocument]:
    """Return twenty-odd expectations of the encounters, as a plan makes them."""
    rows: list[tuple[str, str | None, dict[str, object]]] = [
        ("expect_table_columns_to_match_ordered_list", None, {"column_list": table.columns}),
        ("expect_table_row_count_to_equal", None, {"value": table.rows}),
        (
            "expect_table_to_be_k_anonymous",
            None,
            {"columns": ["age", "zip"], "k": 5, "subject": ["encounters.patient"]},
        ),
        ("expect_column_values_to_be_unique", "id", {}),
        ("expect_column_values_to_not_be_null", "id", {}),
        ("expect_column_values_to_be_pseudonyms", "id", {"length": 16}),
        ("expect_column_values_to_be_pseudonyms", "patient", {"length": 16}),
        ("expect_column_values_to_refer_to", "patient", {"reference": "patients.id"}),
        (
            "expect_column_values_to_be_in_set",
            "zip",
            {"value_set": [f"{z:03d}" for z in range(900)]},
        ),
        ("expect_column_values_to_match_regex", "month", {"regex": r"\A[0-9]{4}-[01][0-9]\Z"}),
        ("expect_column_values_to_be_between", "cost", {"min_value": 0, "max_value": 5000}),
        ("expect_column_values_to_not_be_null", "weight", {"mostly": 0.8}),
        ("expect_column_values_to_hold_no_identifier", "note", {}),
    ]
    for column in table.columns:
        of_type = {"type_": table.data_type(column).value}
        rows.append(("expect_column_values_to_be_of_type", column, {**of_type}))
    return [
        ExpectationDocument(expectation=e, column=c, arguments=a, reason="benchmark")
        for e, c, a in rows
    ]


def timed(what: str, run: Callable[[], object]) -> None:
    """Print how long a step takes."""
    start = time.perf_counter()
    run()
    print(f"{what}: {time.perf_counter() - start:.2f} s")


def main() -> None:
    """Time the import, then the check."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    timed("import of Great Expectations", great_expectations)
    tables = release(rows)
    documents = suite(tables["encounters"])
    what = f"{len(documents)} expectations on {rows:,} rows"
    timed(
        what,
        lambda: check_suites(
            tables, {"encounters": documents}, find_identifiers=lambda _values: {}
        ),
    )


if __name__ == "__main__":
    main()
