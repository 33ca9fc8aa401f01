"""Personal data in files of any kind."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sector_data as sd
from sector_data.errors import InputError
from sector_data.pipeline.texts import detecting
from sector_data.pipeline.texts.detecting import files_in
from sector_data.spec.words import Role

NAMES = ("Alice Wong", "617-555-0142")
NOTE = "Seen by Dr. Alice Wong.\nCall 617-555-0142."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.txt").write_text(NOTE)
    (tmp_path / "sub" / "note.txt").write_text(NOTE)
    (tmp_path / "sub" / "picture.png").write_bytes(b"\x89PNG")
    lines = [{"text": NOTE}, {"text": "Le patient est venu avec sa fille et il ne se plaint pas."}]
    (tmp_path / "notes.jsonl").write_text("\n".join(map(json.dumps, lines)))
    notes = [f"{NOTE} It was day {n} and the patient was not well." for n in range(50)]
    pd.DataFrame({"mrn": range(100000, 100050), "note": notes}).to_csv(
        tmp_path / "table.csv", index=False
    )
    return tmp_path


def test_a_folder_is_searched(folder: Path) -> None:
    report = sd.detect_files([folder])
    assert [Path(d.file).name for d in report.documents] == ["notes.jsonl"] * 2 + ["note.txt"]
    assert [d.record for d in report.documents] == [1, 2, None]
    assert [d.language for d in report.documents] == ["en", "fr", "en"]
    assert [t.table for t in report.tables] == ["table"]
    assert set(report.models) == {"en", "fr"}
    document = json.loads(report.model_dump_json())
    assert not any(name in json.dumps(document) for name in NAMES)


def test_passages_have_places_reasons_and_no_values(folder: Path) -> None:
    (note,) = sd.detect_files([folder / "sub" / "note.txt"]).documents
    assert [(p.line, p.entity) for p in note.passages] == [(1, "PERSON"), (2, "PHONE_NUMBER")]
    assert [NOTE[p.start : p.end] for p in note.passages] == list(NAMES)
    assert [p.type for p in note.passages] == ["PERSON", "PHONE"]
    assert all(p.recognizer and p.reason for p in note.passages)


def test_the_texts_of_a_table_are_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detecting, "SAMPLE", 20)
    (table,) = sd.detect_files([folder / "table.csv"]).tables
    assert {c.column: c.role for c in table.columns}["note"] is Role.FREE_TEXT
    (texts,) = table.texts
    assert (texts.column, texts.language, texts.texts) == ("note", "en", 50)
    assert 0 < texts.looked_at <= 20
    assert texts.with_findings == texts.looked_at
    assert texts.passages["PERSON"] == texts.looked_at


def test_what_tells_whom_is_counted_by_subject(tmp_path: Path) -> None:
    people = pd.DataFrame({"patient_id": range(100, 140), "sex": ["f", "m"] * 20})
    # Ten visits each: what rows tell apart by themselves, people do not.
    visits = pd.DataFrame(
        {
            "visit_id": range(9000, 9400),
            "patient_id": [n for n in range(100, 140) for _ in range(10)],
            "department": ["a", "b"] * 200,
        }
    )
    for name, frame in (("patients", people), ("visits", visits)):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    report = sd.detect_files([tmp_path])
    assert [(t.subject, t.power.subjects) for t in report.tables] == [
        ("patients.patient_id", 40),
        ("patients.patient_id", 40),
    ]
    (alone,) = sd.detect_files([tmp_path / "visits.csv"]).tables
    assert alone.power.subjects == 40  # a file by itself has its own key of people
    rows = people.rename(columns={"patient_id": "row"})
    rows.to_csv(tmp_path / "lines.csv", index=False)
    (lines,) = sd.detect_files([tmp_path / "lines.csv"]).tables
    assert (lines.subject, lines.power.counted_by_subject) == (None, False)


def test_tables_of_one_name_are_not_taken_for_one_source(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        frame = pd.DataFrame({"patient_id": range(100, 140), "sex": ["f", "m"] * 20})
        frame.to_csv(tmp_path / name / "t.csv", index=False)
    report = sd.detect_files([tmp_path])
    assert [t.power.subjects for t in report.tables] == [40, 40]


def test_what_cannot_be_read_in_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text('{"value": 1}\n')
    (tmp_path / "note.txt").write_text(NOTE)
    report = sd.detect_files([tmp_path])
    assert len(report.documents) == 1
    assert list(report.unread) == [str(tmp_path / "events.jsonl")]
    assert "'text'" in report.unread[str(tmp_path / "events.jsonl")]
    with pytest.raises(InputError, match="'text'"):
        sd.detect_files([tmp_path / "events.jsonl"])


def test_the_rules_of_a_pipeline_hold(folder: Path) -> None:
    pipeline = folder / "p.yaml"
    pipeline.write_text(
        "release: {name: x}\nsource: {t: table.csv}\n"
        "detect: {allow: [Alice Wong], deny: {LOCATION: words.txt}}\n"
    )
    (folder / "words.txt").write_text("seen by\n")
    (note,) = sd.detect_files([folder / "sub" / "note.txt"], pipeline=pipeline).documents
    assert [p.entity for p in note.passages] == ["LOCATION", "PHONE_NUMBER"]


def test_files_are_read_once_and_in_order(folder: Path) -> None:
    table = folder / "table.csv"
    assert files_in([table, folder, table]) == [
        table,
        folder / "notes.jsonl",
        folder / "sub" / "note.txt",
    ]


def test_a_folder_without_data_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"x")
    with pytest.raises(InputError, match="no table and no text"):
        sd.detect_files([tmp_path])
