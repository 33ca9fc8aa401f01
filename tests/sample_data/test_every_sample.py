"""What holds for every sample: current, small, described, and with a ground truth that fits."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from sample_data.generator.catalogue import samples
from sample_data.generator.description import Description, describe
from sample_data.generator.sample import Made, Marked, Sample, Table
from sample_data.generator.writing import write

from sector_data.detect.entities import ENTITIES
from sector_data.spec.words import LANGUAGES, Role

ROOT = Path(__file__).parents[2]
NAMES = sorted(samples())
Row = dict[str, str]


def folder_of(name: str) -> Path:
    return ROOT / "sample_data" / samples()[name].folder


@cache
def made(name: str) -> Made:
    """Return a sample in the size of the repository, its rows as lists that can be read again."""
    sample = samples()[name]
    tables = sample.make(sample.seed, sample.size).tables
    return Made({n: Table(t.columns, list(t.rows), t.encoding) for n, t in tables.items()})


def rows(name: str, table: str) -> Iterator[Row]:
    found = made(name).tables[table]
    return (dict(zip(found.columns, row, strict=True)) for row in found.rows)


def described(name: str) -> Description:
    return describe(samples()[name])


def test_samples_are_found_and_each_has_its_folder() -> None:
    assert "health-admissions" in NAMES
    folders = [sample.folder for sample in samples().values()]
    assert len(set(folders)) == len(folders)
    index = (ROOT / "sample_data" / "README.md").read_text(encoding="utf-8")
    assert [
        name for name in NAMES if f"[{name}]({samples()[name].folder}/README.md)" not in index
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_files_are_what_the_generator_writes(name: str, tmp_path: Path) -> None:
    sample = samples()[name]
    written = write(sample, tmp_path, sample.seed, sample.size)
    for path in written:
        committed = folder_of(name) / path.relative_to(tmp_path)
        assert committed.read_bytes() == path.read_bytes(), f"{committed} is not current: make data"
    tables = {path.name for path in written if path.suffix == ".csv"}
    assert {path.name for path in folder_of(name).glob("*.csv")} == tables


@pytest.mark.parametrize("name", NAMES)
def test_the_files_stay_small(name: str) -> None:
    largest = 4_000_000 if name == "health-admissions" else 1_500_000
    tables = folder_of(name).glob("*.csv")
    assert sum(path.stat().st_size for path in tables) < largest


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_described_in_words_that_the_program_knows(name: str) -> None:
    description = described(name)
    truth = yaml.safe_load((folder_of(name) / "ground_truth" / "columns.yaml").read_bytes())
    paths = {f"{table}.{c}" for table, columns in description.columns.items() for c in columns}
    assert set(truth["columns"]) == paths
    assert {entry["role"] for entry in truth["columns"].values()} <= set(Role)
    assert {entry["entity"] for entry in truth["columns"].values()} - {None} <= set(ENTITIES)
    named = [description.subject, *description.references, *description.references.values()]
    assert {path for path in named if path is not None} <= paths
    assert set(samples()[name].languages) <= set(LANGUAGES)
    meanings = [c.meaning for columns in description.columns.values() for c in columns.values()]
    assert all(meanings)
    assert not any("|" in meaning for meaning in meanings)


@pytest.mark.parametrize("name", NAMES)
def test_keys_identify_and_references_are_met(name: str) -> None:
    description = described(name)
    for table, key in description.keys.items():
        values = [row[key] for row in rows(name, table)]
        assert len(set(values)) == len(values), f"{table}.{key}"
    for referring, referred in description.references.items():
        table, column = referring.split(".")
        home, key = referred.split(".")
        known = {row[key] for row in rows(name, home)} | {""}
        assert {row[column] for row in rows(name, table)} <= known, referring


@pytest.mark.parametrize("name", NAMES)
def test_planted_passages_lie_where_they_are_said_to(name: str) -> None:
    description = described(name)
    for table in description.columns:
        columns = description.texts(table)
        for row in rows(name, table):
            marked = {column for column, cell in row.items() if isinstance(cell, Marked)}
            assert marked <= set(columns), "only columns of free text have a ground truth"
            for column in marked:
                _check_spans(row[column])


def _check_spans(text: str) -> None:
    assert isinstance(text, Marked)
    end = 0
    for span in text.spans:
        passage = text[span.start : span.end]
        assert end <= span.start < span.end <= len(text), "in order, without overlap"
        assert passage == passage.strip() != ""
        assert span.entity in ENTITIES
        end = span.end


@pytest.mark.parametrize("name", NAMES)
def test_files_hold_what_was_made_and_the_ground_truth_of_their_texts(name: str) -> None:
    for table, found in made(name).tables.items():
        path = folder_of(name) / f"{table}.csv"
        with path.open(encoding=found.encoding, newline="") as file:
            assert [tuple(row) for row in csv.reader(file)][1:] == [tuple(r) for r in found.rows]
        columns = described(name).texts(table)
        truth = folder_of(name) / "ground_truth" / f"{table}.jsonl"
        assert truth.is_file() is bool(columns)
        if columns:
            lines = truth.read_text(encoding="utf-8").splitlines()
            passages = sum(len(json.loads(line)["spans"]) for line in lines)
            cells = [row[column] for row in rows(name, table) for column in columns]
            assert passages == sum(len(c.spans) for c in cells if isinstance(c, Marked))


def test_a_description_without_all_parts_of_a_datasheet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = samples()["health-admissions"]
    text = sample.description.read_text(encoding="utf-8").replace("\nuses = ", "\nusage = ")
    (tmp_path / "description.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(Sample, "description", tmp_path / "description.toml")
    with pytest.raises(ValueError, match="usage, uses"):
        describe(sample)


def test_tables_that_are_not_as_described_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample = samples()["health-admissions"]

    def renamed(seed: int, size: int) -> Made:
        tables = sample.make(seed, size).tables
        patients = Table(("id", *tables["patients"].columns[1:]), tables["patients"].rows)
        return Made({**tables, "patients": patients})

    monkeypatch.setattr(Sample, "description", sample.description)
    other = replace(sample, make=renamed)
    with pytest.raises(ValueError, match="columns of patients"):
        write(other, tmp_path, 1, 2)
