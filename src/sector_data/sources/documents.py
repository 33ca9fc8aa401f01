"""Running texts from files: plain text, one document each, or JSON Lines, one on each line.

What lives here: reading them. What does not: tables (:mod:`sector_data.sources.reading`), and what
is looked for in a text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sector_data.errors import SourceError
from sector_data.sources.encodings import detect_encoding
from sector_data.sources.opening import check_file, open_bytes
from sector_data.spec.evidence.findings import Span

TEXT_SUFFIXES = (".txt", ".text", ".md", ".log", ".eml")
LINES_SUFFIXES = (".jsonl", ".ndjson")
TEXT_FIELDS = ("text", "note", "note_text", "content", "body", "message")
"""Fields of a JSON Lines record that are looked for its text, in this order."""
LANGUAGE_FIELDS = ("language", "lang")


@dataclass(frozen=True, slots=True)
class Document:
    """One text.

    Attributes
    ----------
    path
        Of its file.
    record
        Its line in a JSON Lines file, from 1; None in a file that is one text.
    text
        The text; never shown by ``repr``.
    language
        As its record says, in two letters; None where it says nothing.
    spans
        Passages that its record marks (``spans`` with ``start``, ``end`` and ``type``); None where
        it marks none at all.
    """

    path: Path
    record: int | None
    text: str = field(repr=False)
    language: str | None = None
    spans: tuple[Span, ...] | None = None


def is_document(path: Path) -> bool:
    """Tell whether a file's name is that of texts, not of a table."""
    return path.suffix.lower() in (*TEXT_SUFFIXES, *LINES_SUFFIXES)


def read_documents(path: Path, *, text_field: str | None = None) -> list[Document]:
    """Read the texts of a file.

    Parameters
    ----------
    path
        A text file, or JSON Lines with an object on each line.
    text_field
        Field of the records that holds the text; the first of :data:`TEXT_FIELDS` if not given.

    Raises
    ------
    SourceError
        If the file cannot be read, a line is no JSON object, or a record has no text. Messages name
        lines and fields, never values.
    """
    check_file(path)
    content = _decoded(path)
    if path.suffix.lower() not in LINES_SUFFIXES:
        return [Document(path, None, content)]
    return list(_records(path, content, text_field))


def _decoded(path: Path) -> str:
    encoding = detect_encoding(lambda: open_bytes(path), path=path)
    with open_bytes(path) as stream:
        return stream.read().decode(encoding).removeprefix("\ufeff")


def _records(path: Path, content: str, text_field: str | None) -> Iterator[Document]:
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise SourceError(
                f"{path.name}: line {number} is not a JSON object.",
                'Write one object on each line, such as {"text": "…"}.',
            )
        text = _text(path, number, record, text_field)
        said = next((record[f] for f in LANGUAGE_FIELDS if isinstance(record.get(f), str)), None)
        yield Document(path, number, text, said, _spans(path, number, record, len(text)))


def _text(path: Path, number: int, record: dict[str, Any], wanted: str | None) -> str:
    fields: Sequence[str] = (wanted,) if wanted else TEXT_FIELDS
    for name in fields:
        if isinstance(record.get(name), str):
            text: str = record[name]
            return text
    raise SourceError(
        f"{path.name}: line {number} has no text in the field {' or '.join(map(repr, fields))}.",
        "Name the field that holds it: --text-field NAME",
    )


def _spans(path: Path, number: int, record: dict[str, Any], length: int) -> tuple[Span, ...] | None:
    if "spans" not in record:
        return None
    marked = record["spans"]
    spans = [_span(one, length) for one in (marked if isinstance(marked, list) else [None])]
    whole = tuple(span for span in spans if span is not None)
    if len(whole) < len(spans):
        raise SourceError(
            f"{path.name}: line {number} marks a passage that is none of its text.",
            "Each of `spans` needs start, end (in characters, from 0) and type.",
        )
    return whole


def _span(marked: object, length: int) -> Span | None:
    if not isinstance(marked, dict):
        return None
    start, end = marked.get("start"), marked.get("end")
    kind = marked.get("type", marked.get("label"))
    # bool is an int to Python, and true is no place in a text.
    if type(start) is not int or type(end) is not int or not isinstance(kind, str) or not kind:
        return None
    return Span(start, end, kind, 1.0) if 0 <= start < end <= length else None
