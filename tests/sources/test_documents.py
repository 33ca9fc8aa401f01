"""Running texts from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sector_data.errors import SourceError
from sector_data.sources.documents import Document, is_document, read_documents
from sector_data.spec.evidence.findings import Span


def lines(folder: Path, *records: object) -> Path:
    path = folder / "notes.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records) + "\n", "utf-8")
    return path


def test_a_text_file_is_one_document(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("\ufeffGrüße\r\naus Köln".encode())
    (document,) = read_documents(path)
    # Ends of lines stay as they are: places in the text are places in the file.
    assert document == Document(path, None, "Grüße\r\naus Köln")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("Müller était là".encode(encoding))
    assert read_documents(path)[0].text == "Müller était là"


def test_japanese_encoding(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_bytes("患者は山田太郎さんです。".encode("shift_jis"))
    assert read_documents(path)[0].text == "患者は山田太郎さんです。"


def test_records_are_numbered_by_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text('{"text": "a", "lang": "de"}\n\n{"note": "b\\u2028c", "spans": []}\n', "utf-8")
    first, second = read_documents(path)
    assert (first.record, first.text, first.language, first.spans) == (1, "a", "de", None)
    assert (second.record, second.text, second.language, second.spans) == (3, "b\u2028c", None, ())


def test_marked_passages(tmp_path: Path) -> None:
    span = {"start": 0, "end": 2, "label": "NOM"}
    (document,) = read_documents(lines(tmp_path, {"text": "abc", "spans": [span]}))
    assert document.spans == (Span(0, 2, "NOM", 1.0),)


@pytest.mark.parametrize(
    "span",
    [
        None,
        "PERSON",
        {"start": 0, "end": 4, "type": "A"},
        {"start": 2, "end": 2, "type": "A"},
        {"start": -1, "end": 2, "type": "A"},
        {"start": True, "end": 2, "type": "A"},
        {"start": 0, "end": 2},
        {"start": 0.0, "end": 2, "type": "A"},
    ],
)
def test_a_passage_outside_its_text_is_an_error(tmp_path: Path, span: object) -> None:
    path = lines(tmp_path, {"text": "abc"}, {"text": "abc", "spans": [span]})
    with pytest.raises(SourceError, match="line 2 marks a passage"):
        read_documents(path)


@pytest.mark.parametrize("line", ["[1]", "3", "{", '"Zorblax"', "NaN"])
def test_a_line_that_is_no_object_is_an_error(tmp_path: Path, line: str) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_text(f'{{"text": "a"}}\n{line}\n', "utf-8")
    with pytest.raises(SourceError, match="line 2 is not a JSON object") as caught:
        read_documents(path)
    assert "Zorblax" not in str(caught.value)


def test_the_field_of_the_text(tmp_path: Path) -> None:
    path = lines(tmp_path, {"memo": "a", "text": "b"})
    assert read_documents(path, text_field="memo")[0].text == "a"
    with pytest.raises(SourceError, match="no text in the field 'letter'"):
        read_documents(path, text_field="letter")
    with pytest.raises(SourceError, match="--text-field"):
        read_documents(lines(tmp_path, {"memo": "a"}))


def test_a_missing_and_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_documents(tmp_path / "none.txt")
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(SourceError):
        read_documents(tmp_path / "empty.txt")


def test_nothing_shows_a_text() -> None:
    assert "Zorblax" not in repr(Document(Path("a.txt"), None, "Zorblax"))


@pytest.mark.parametrize(
    ("name", "is_text"), [("a.TXT", True), ("b.jsonl", True), ("c.csv", False), ("d", False)]
)
def test_names_of_texts(name: str, is_text: bool) -> None:
    assert is_document(Path(name)) is is_text


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_any_texts_come_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = lines(tmp_path_factory.mktemp("texts"), *({"text": text} for text in texts))
    assert [document.text for document in read_documents(path)] == texts
