"""ARX 3.9.2 on Adult and FARS: tables, hierarchies and what it found (see the data's README)."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from sector_data.anonymise.hierarchies import Hierarchy, build
from sector_data.spec.hierarchies import FileHierarchy
from tests.anonymise.reference import SHARED

ARX = SHARED / "arx"


@dataclass(frozen=True)
class Run:
    """One recorded run of ARX."""

    dataset: str
    model: str
    metric: str
    limit: float
    quasi_identifiers: tuple[str, ...]
    levels: tuple[int, ...]
    score: float
    suppressed: int


def runs(models: Collection[str], metrics: Collection[str]) -> list[Run]:
    """Return the plain recorded runs on real data, without tuning."""
    with (ARX / "arx-3.9.2-results.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found: dict[tuple[str, str, str, str], Run] = {}
    for row in rows:
        if row["tool"] != "ARX-3.9.2" or row["note"] or row["algorithm"] != "OPTIMAL":
            continue
        if row["model"] not in models or row["metric"] not in metrics:
            continue
        if row["dataset"] not in {"adult", "fars"} or row["suppression_limit"] == "1.00":
            continue
        key = row["dataset"], row["model"], row["metric"], row["suppression_limit"]
        found[key] = Run(
            dataset=row["dataset"],
            model=row["model"],
            metric=row["metric"],
            limit=float(row["suppression_limit"]),
            quasi_identifiers=tuple(row["qi_order"].split()),
            levels=tuple(int(level) for level in row["levels"].strip("[]").split()),
            score=float(row["score"]),
            suppressed=int(row["suppressed_records"]),
        )
    return list(found.values())


def table(dataset: str) -> pa.Table:
    """Read a table, every column as text."""
    content = gzip.decompress((ARX / f"{dataset}.csv.gz").read_bytes())
    names = content.split(b"\n", 1)[0].decode().strip().split(";")
    return pacsv.read_csv(
        pa.BufferReader(content),
        parse_options=pacsv.ParseOptions(delimiter=";"),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
    )


def hierarchy(dataset: str, column: str, values: pa.ChunkedArray) -> Hierarchy:
    """Build the hierarchy that ARX was given."""
    spec = FileHierarchy(path=Path("hier") / f"{dataset}_hierarchy_{column}.csv")
    return build(spec, values, base=ARX)
