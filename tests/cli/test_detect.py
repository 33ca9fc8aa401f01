"""What `detect` and `evaluate-detection` print."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sector_data.spec.evidence.findings import DetectionReport, EvaluationReport
from tests.cli.running import process, sector_data

NOTE = "Seen by Dr. Alice Wong.\nCall 617-555-0142."
SECRETS = ("Alice", "Wong", "0142", "Zorblax")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "note.txt").write_text(NOTE)
    spans = [{"start": 12, "end": 22, "type": "NOM"}]
    records = [{"text": NOTE, "spans": spans}, {"text": "Nothing here.", "spans": []}]
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, records)))
    people = pd.DataFrame(
        {
            "surname": ["Zorblax"] * 30,
            "zip": [f"{n:05}" for n in range(2100, 2130)],
            "age": range(30, 60),
            "note": [f"{NOTE} The patient of day {n} was not well." for n in range(30)],
        }
    )
    people.to_csv(tmp_path / "people.csv", index=False)
    return tmp_path


def test_a_table_is_told_column_by_column(folder: Path) -> None:
    done = sector_data("detect", folder / "people.csv")
    assert done.code == 0, done.err
    assert re.search(r"^surname +direct +person +\d+ %$", done.out, re.MULTILINE)
    assert re.search(r"^In all texts of note \(en\): .*30 person", done.out, re.MULTILINE)
    assert "Quasi-identifiers that follow: zip, age." in done.out
    assert "the header says" not in done.out


def test_explain_says_why_and_shows_no_value(folder: Path) -> None:
    done = sector_data("detect", folder, "--explain")
    assert done.code == 0, done.err
    for words in ("the header says 'surname'", "identifying power", "separation", "characters"):
        assert words in done.out
    assert re.search(r"^ +1 +12–22 +person +\d+ % +\w+: \w+", done.out, re.MULTILINE)
    assert not any(secret in done.out + done.err for secret in SECRETS)


def test_nothing_is_wider_than_a_terminal(folder: Path) -> None:
    done = sector_data("detect", folder, "--explain")
    told = [line for line in done.out.splitlines() if str(folder) not in line]
    assert max(map(len, told)) <= 80


def test_json_and_csv_are_for_programs(folder: Path) -> None:
    told = sector_data("detect", folder, "--json")
    report = DetectionReport.model_validate_json(told.out)
    assert [t.table for t in report.tables] == ["people"]
    assert len(report.documents) == 3
    rows = list(csv.DictReader(io.StringIO(sector_data("detect", folder, "--csv").out)))
    columns = [row["column"] for row in rows if row["column"]]
    assert columns == ["surname", "zip", "age", "note"]
    passages = [row for row in rows if row["start"]]
    assert {row["entity"] for row in passages} == {"PERSON", "PHONE_NUMBER"}
    assert not any(secret in told.out for secret in SECRETS)
    assert not any(secret in str(rows) for secret in SECRETS)
    both = sector_data("detect", folder, "--csv", "--json")
    assert (both.code, "exclude each other" in both.err) == (2, True)


def test_a_missing_model_is_told(folder: Path) -> None:
    done = sector_data("detect", folder / "note.txt", "--language", "de")
    assert "No language model read the de texts" in " ".join(done.out.split())
    english = sector_data("detect", folder / "note.txt")
    assert "No language model" not in english.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("detect", "nothing.csv"), "nothing.csv"),
        (("detect", "people.csv", "--language", "xx"), "'en', 'fr', 'de', 'it', 'ja'"),
        (("detect", "people.csv", "--pipeline", "none.yaml"), "none.yaml"),
        (("evaluate-detection", "--gold", "note.txt"), "not a file of marked texts"),
        (("evaluate-detection",), "--gold"),
    ],
)
def test_bad_input(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = process(*arguments, cwd=folder)
    assert done.code == 2
    assert words in done.err
    assert "Traceback" not in done.err


def test_evaluation(folder: Path) -> None:
    done = sector_data("evaluate-detection", "--gold", folder / "gold.jsonl")
    assert done.code == 0, done.err
    assert re.search(r"^NOM +1 +1 \(\.21–1\)", done.out, re.MULTILINE)
    assert "Of 1 in which you marked nothing, something was found in 0." in done.out
    told = sector_data("evaluate-detection", "--gold", folder / "gold.jsonl", "--json")
    assert EvaluationReport.model_validate_json(told.out).texts == 2
    assert not any(secret in done.out + told.out for secret in SECRETS)
    assert max(map(len, done.out.splitlines())) <= 80
