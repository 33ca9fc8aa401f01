"""Identifiers and names in what is laid out as a table: under a heading, or in a header line.

What lives here: lines of cells. What does not: a label and its value in one line
(:mod:`.labelled`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.folding import fold
from sector_data.detect.recognizers.labelled import Labels
from sector_data.detect.recognizers.values import VALUE, is_value
from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.spec.evidence.findings import Span

UNDER_HEADING, IN_HEADER = 0.8, 0.6
_MOST_CELLS = 60
_RULE = re.compile(r"[\s|+:=-]*")
_SEX = re.compile(
    r"[mfwhdv男女]|male|female|homme|femme|masculin|feminin|mannlich|weiblich|uomo|donna"
)
_BORN = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\D.{0,20})?|\d{4}年\d{1,2}月\d{1,2}日.{0,12}"
)
_NUMBER = re.compile(r"(?<![\w.,/-])\d{6,14}(?=[.;,]?$)")
_NAMES = frozenset({"PERSON", "ORGANIZATION"})
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*\.?(?:[ ,'’.-]{1,2}[^\W\d_]+\.?){0,4}(?<=..)")
_PHONE = re.compile(r"0\d{9}|\+\d+|0\d(?: \d\d){4}")

Cell = tuple[int, int]
"""Start and end of what stands in a cell."""


def finder(words: Words) -> Finder:
    """Return the finder of identifiers in tables."""
    labels = Labels(words)
    number = re.compile(rf"[\s._-]*{words.pattern('id_numbers')}[.:]?|[.:]?")
    before = re.compile(words.pattern("id_before"))

    named = {fold(w): "PERSON" for w in words["name_labels"]}
    named |= {fold(w): "ORGANIZATION" for w in words["institution_labels"]}

    def heading(folded: str, cell: Cell) -> str:
        start, end = cell
        if folded[start:end].rstrip(".:") in named:
            return named[folded[start:end].rstrip(".:")]
        lead = before.match(folded, start, end)
        for at in (start, lead.end()) if lead else (start,):
            label = labels.at(folded, at)
            if label and number.fullmatch(folded, label.end, end):
                return label.entity
        return ""

    def find(text: str) -> Iterator[Span]:
        if "\n" not in text and "|" not in text and "\t" not in text:
            return
        folded = fold(text)
        entities: list[str] = []
        mark = ""
        for start, end in _lines(folded):
            if _RULE.fullmatch(folded, start, end):
                entities = entities if end > start else []
                continue
            cells = _cells(folded, start, end, mark) if entities else []
            if entities and len(cells) == len(entities):
                for cell, entity in zip(cells, entities, strict=True):
                    held = _named(text, cell) if entity in _NAMES else _holds_value(folded, cell)
                    if entity and held:
                        yield Span(*cell, entity, UNDER_HEADING, "", _REASONS[0])
                continue
            entities = []
            mark = _mark(folded[start:end])
            if not mark:
                continue
            cells = _cells(folded, start, end, mark)
            if mark in "|\t":
                yield from _header(folded, cells)
            if not any(c.isdigit() for c in folded[start:end]):
                entities = [heading(folded, cell) for cell in cells]
                entities = entities if any(entities) else []

    entities = tuple(dict.fromkeys((*words.ids, *words.ids_weak, *sorted(_NAMES))))
    return Finder("Tables", entities, find)


_REASONS = ("under a heading for identifiers or names", "in the header line of a record")


def _lines(text: str) -> Iterator[Cell]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _mark(line: str) -> str:
    """Return what separates the cells of a line, or nothing for a line of prose."""
    for mark in ("|", "\t", ";"):
        if mark in line:
            return mark
    if re.search(r"\S {2,40}\S", line):
        return "  "
    return "," if "," in line else ""


def _cells(text: str, start: int, end: int, mark: str) -> list[Cell]:
    cells: list[Cell] = []
    at = start
    for piece in (
        re.split(" {2,}", text[start:end]) if mark == "  " else text[start:end].split(mark)
    ):
        where = text.index(piece, at)
        inner = piece.strip(" \t\"'")
        begin = where + (piece.index(inner) if inner else 0)
        cells.append((begin, begin + len(inner)))
        at = where + len(piece)
        if len(cells) > _MOST_CELLS:
            return []
    # A frame around the table makes an empty cell at each end.
    while cells and cells[0][0] == cells[0][1]:
        cells.pop(0)
    while cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return cells


def _holds_value(folded: str, cell: Cell) -> bool:
    value = folded[cell[0] : cell[1]].replace(" ", "")
    return bool(VALUE.fullmatch(value)) and is_value(value)


def _named(text: str, cell: Cell) -> bool:
    return _NAME.fullmatch(text, *cell) is not None


def _header(folded: str, cells: list[Cell]) -> Iterator[Span]:
    """Find bare numbers beside sex and birth date: "DOE Jane | F | 01/02/1980 | 8001234"."""
    values = [folded[a:b] for a, b in cells]
    person = any(_SEX.fullmatch(v) for v in values) or any(_BORN.fullmatch(v) for v in values)
    if not person or len(cells) < 3:
        return
    for (start, _), value in zip(cells, values, strict=True):
        number = _NUMBER.search(value)
        if number and not _PHONE.fullmatch(number[0]):
            at = start + number.start()
            yield Span(at, at + len(number[0]), "MEDICAL_RECORD_NUMBER", IN_HEADER, "", _REASONS[1])
