"""Of a pseudonym no piece is a leak; whatever else stands in its column is."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from sector_data.release.layout import csv_path, parquet_path
from sector_data.sources.tables import Table
from sector_data.sources.writing import write_csv, write_parquet
from sector_data.spec.evidence.release import LeakReport
from tests.release.searching import search_leaks

SECRETS = {"people.id": pa.array(["P004815162", "617-555-0123", "ABCDEFGH01234567"])}
TOKENS = {"t.person": "^[0-9A-HJKMNP-TV-Z]{16}$"}
INNOCENT = "7HJ2K4M6N8P0Q2R4"
CHANCE = "ABCDEFG004815162"


def search(
    folder: Path, tokens: dict[str, str] | None = TOKENS, **columns: list[str]
) -> LeakReport:
    (folder / "data").mkdir()
    table = Table("t", pa.table(columns))
    write_csv(table, folder / csv_path("t"))
    write_parquet(table, folder / parquet_path("t"))
    return search_leaks(folder, SECRETS, kept={}, vocabulary=frozenset(), tokens=tokens)


def test_the_piece_of_a_pseudonym_is_chance(tmp_path: Path) -> None:
    report = search(tmp_path, person=[INNOCENT, CHANCE, CHANCE])
    assert report.passed
    assert report.excused == 4  # two rows in each of two files


@pytest.mark.parametrize(
    "leak",
    [
        "P004815162",
        "ABCDEFGH01234567",  # looks like a pseudonym, and is a value
        "ABCDEFG004815162 ",
        "ABCDEF 004815162",
        "id: P004815162",
        "ABCDEFGH6175550123",
    ],
)
def test_what_is_no_pseudonym_or_a_whole_value_is_a_leak(leak: str, tmp_path: Path) -> None:
    found = search(tmp_path, person=[INNOCENT, CHANCE, leak]).findings
    assert {finding.file for finding in found} == {"data/t.csv", "data/t.parquet"}


def test_in_another_column_it_is_a_leak(tmp_path: Path) -> None:
    """The plan says which columns are pseudonyms."""
    assert not search(tmp_path, text=[INNOCENT, CHANCE]).passed


def test_without_a_pattern_it_is_a_leak(tmp_path: Path) -> None:
    assert not search(tmp_path, tokens=None, person=[INNOCENT, CHANCE]).passed
