"""A release with everything that clients stumble over, made once for all tests here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sector_data as sd
from tests.end_to_end.worlds import make_keys

ROWS = 60
TEXTS = ['say "hi", x', "007", "é😀 日本", "NA", "two\nlines", " led", "1+1=2", "", None, "true"]

PIPELINE = """\
release:
  name: odd-ones
  title: Odd ones
  recipient: registered
  licence: CC-BY-NC-4.0
  contact: data@valley.example
  keywords: [odd, clients]
  key: demo
  exports: [dcat-ap, healthdcat-ap, ro-crate, openlineage]
source: {odd-table: odd.parquet, visits: visits.parquet}
keys: {odd-table: id, visits: visit}
references: {visits.id: odd-table.id}
columns:
  odd-table.id: {role: direct-identifier, transform: {pseudonym: {length: 12}}}
  "odd-table.a b": {role: insensitive, transform: keep}
  'odd-table.quo"te': {role: insensitive, transform: keep}
  odd-table.größe: {role: insensitive, transform: keep}
  odd-table.日本: {role: insensitive, transform: keep}
  odd-table.day: {role: insensitive, transform: keep}
  odd-table.at: {role: insensitive, transform: keep}
  odd-table.n: {role: insensitive, transform: {round: {to: 0.5}}}
  visits.visit: {role: direct-identifier, transform: pseudonym}
  visits.id: {role: direct-identifier, transform: {pseudonym: {length: 12}}}
catalogue:
  publisher: Valley Health
  address: https://valley.example/data/odd
  provenance: Made for the tests
  type: http://publications.europa.eu/resource/authority/dataset-type/STATISTICAL
  themes: [SOCI]
  begins: 2020-01-01
  data-use: [DUO:0000042]
  health-categories: [https://valley.example/terms/ehr]
  access-body: Access body of the valley
  access-body-email: access@valley.example
  youngest: 0
  oldest: 95
ledger: off
"""


def odd_columns() -> dict[str, pa.Array]:
    """Return names and values that readers get wrong: missing ones of each type, leading zeros."""
    some = range(ROWS)
    return {
        "id": pa.array([f"P{i:05}" for i in some]),
        "a b": pa.array([f"{i % 9:03}" for i in some]),
        'quo"te': pa.array([TEXTS[i % len(TEXTS)] for i in some]),
        "größe": pa.array([None if i % 4 == 1 else 10 * i for i in some], pa.int64()),
        "日本": pa.array([None if i % 5 == 1 else i % 2 == 0 for i in some]),
        "day": pa.array([None if i % 6 == 1 else dt.date(1890 + i, 2, 28) for i in some]),
        "at": pa.array(
            [None if i % 7 == 1 else dt.datetime(2020, 1, 1, 10, i, 30) for i in some],
            pa.timestamp("us"),
        ),
        "n": pa.array([None if i % 8 == 1 else 0.5 * i for i in some]),
    }


@pytest.fixture(scope="session")
def odd_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    columns = odd_columns()
    pq.write_table(pa.table(columns), folder / "odd.parquet")
    visits = {
        "visit": [f"V{i:06}" for i in range(2 * ROWS)],
        "id": [f"P{i % ROWS:05}" for i in range(2 * ROWS)],
    }
    pq.write_table(pa.table(visits), folder / "visits.parquet")
    (folder / "pipeline.yaml").write_text(PIPELINE, encoding="utf-8")
    make_keys(folder, "demo")
    released = sd.run(
        folder / "pipeline.yaml", output=folder / "release", key_ring=folder / "keys.json"
    )
    return released.bundle
