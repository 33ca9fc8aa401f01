"""Free-text columns: finding personal data in them and replacing it.

What lives here: bringing together the detector, what the tables know of people, and the
replacement. What does not: any of these (:mod:`sector_data.detect`, :mod:`sector_data.deidentify`).

The direct identifiers of the source's own tables are looked for literally in every text, beside
what the language model and the patterns find. What the tables know of the very subject that a text
is about is looked for in all the ways it can be written (:mod:`sector_data.detect.known`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.text import replace_spans
from sector_data.detect.consistency import Consistent, agree
from sector_data.detect.headers import read_header
from sector_data.detect.known.search import KnownSearch, usual_words
from sector_data.detect.known.subjects import KnownColumn, SubjectValues, is_looked_for
from sector_data.detect.known_values import KnownValues
from sector_data.detect.legible import legible
from sector_data.detect.rules import Rules, make_rules
from sector_data.detect.text import TextDetector, merge
from sector_data.pipeline.subjects import as_text, subjects_of_rows
from sector_data.pipeline.texts.keeping import (
    PIECE_TEXTS,
    Integers,
    KeptSpans,
    KeptTexts,
    Passages,
)
from sector_data.sources.arrays import GrowingArray
from sector_data.sources.numbering import distinct_count, numbered, places_in
from sector_data.sources.shares import Share, Tell
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.findings import Span
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms.values import Keep, RedactText
from sector_data.spec.words import Language

KINDS, ENOUGH = 20, 100
"""Fewer different organisations than this, in so many rows or more, are kinds of cover or
employment and not anybody's own: in a note they are ordinary words."""
CATEGORY_ROWS = 10
"""Rows that must share a text for it to be a category, not somebody's own; as in the leak gate."""

UNSURE = 0.6
"""Score below which what is known of one subject (initials) is not looked for in all texts."""
_SLOW = 1 << 10
"""A byte of text takes as long to search as so many take to be read."""


@dataclass(frozen=True, slots=True, repr=False)
class TextFindings:
    """What was found in one free-text column.

    Attributes
    ----------
    passages
        Passages by entity, in the rows that are released.
    texts
        Rows that are released with at least one.
    values
        The distinct passages that were looked for in all texts: source values, for the leak gate
        only, never released.
    """

    passages: dict[str, int]
    texts: int
    values: pa.Array


def known_values(tables: Mapping[str, Table], plan: Plan) -> KnownValues:
    """Return the direct identifiers of all source tables, to be looked for in texts."""
    columns: dict[str, pa.ChunkedArray] = {}
    entities: dict[str, str] = {}
    for table in plan.tables:
        for column in table.columns:
            if column.role.protected:
                path = f"{table.table}.{column.column}"
                columns[path] = tables[table.table].column(column.column)
                entities[path] = column.finding.entity or "ID"
    return KnownValues.from_columns(columns, entities)


def text_language(column: ColumnPlan, pipeline: Pipeline) -> Language:
    """Return the language that a column's texts are read in: as said, as found, else English."""
    said = pipeline.columns.get(f"{column.finding.table}.{column.column}")
    return (said.language if said else None) or column.finding.language or "en"


def category_words(tables: Mapping[str, Table], plan: Plan) -> frozenset[str]:
    """Return the words of the code lists that the release keeps: departments, diagnoses.

    A column is a code list if its texts stand in :data:`CATEGORY_ROWS` rows each on average. The
    direct identifiers of the tables are searched in it all the same; but what the language model
    took for a name in a note ("Crohn") is none if the code list has it.
    """
    words: set[str] = set()
    for table in plan.tables:
        for column in table.columns:
            values = tables[table.table].column(column.column)
            if not isinstance(column.transform, Keep) or not pa.types.is_string(values.type):
                continue
            if distinct_count(values) * CATEGORY_ROWS <= len(values):
                for text in pc.unique(values).drop_null().to_pylist():
                    words.update(word.casefold() for word in re.findall(r"\w+", text))
    return frozenset(words)


def known_columns(
    tables: Mapping[str, Table], plan: Plan, subjects: Mapping[str, pa.Array | None]
) -> list[KnownColumn]:
    """Return the identifiers that the tables hold of each subject.

    Those of the rows about a subject, and of the rows that these refer to: the name of whoever
    treated somebody may stand in a table of clinicians.

    Parameters
    ----------
    tables, plan
        The source and its plan.
    subjects
        Table to the subject of each row, as :func:`subjects_of_rows` returns it.
    """
    plans = {p.table: p for p in plan.tables}
    found: list[KnownColumn] = []
    for name, of_rows in subjects.items():
        if of_rows is None:
            continue
        found.extend(
            KnownColumn(path, entity, values, of_rows)
            for path, entity, values in _looked_for(tables[name], plans[name].columns)
        )
        for reference, target in plan.pipeline.references.items():
            child, column = split_path(reference)
            parent, key = split_path(target)
            if child != name or subjects.get(parent) is not None or parent not in tables:
                continue
            keys, values = (
                as_text(tables[parent].column(key)),
                as_text(tables[child].column(column)),
            )
            rows = places_in(values, keys)
            found.extend(
                KnownColumn(path, entity, one_array(values).take(rows), of_rows)
                for path, entity, values in _looked_for(tables[parent], plans[parent].columns)
            )
    return found


def _is_a_kind(column: ColumnPlan) -> bool:
    """Tell whether organisations are kinds of them: "Medicare" tells nobody's insurance card."""
    return column.finding.distinct < KINDS and column.finding.rows >= ENOUGH


def _looked_for(
    table: Table, columns: Sequence[ColumnPlan]
) -> Iterator[tuple[str, str, pa.ChunkedArray]]:
    for column in columns:
        entity = column.finding.entity
        if entity == "OCCUPATION" and read_header(column.column).entity == "ORGANIZATION":
            entity = "ORGANIZATION"  # who employs somebody tells more than what they do
        if entity == "ORGANIZATION" and _is_a_kind(column):
            continue
        if is_looked_for(column.role, entity):
            path = f"{table.name}.{column.column}"
            yield path, entity or "RECORD_ID", table.column(column.column)


@dataclass(frozen=True, slots=True, repr=False)
class _Readings:
    """Texts as they were read: one entry for a text and what it says of its subject.

    Two rows with one text and different subjects have two entries only if something of a subject
    was found in it.
    """

    texts: KeptTexts
    spans: KeptSpans
    unsure: KeptSpans | None
    rows: Integers
    """Entry of each row, -1 where there is no text."""


def _read(
    texts: KeptTexts,
    spans: KeptSpans,
    codes: Integers,
    subjects: pa.Array | None,
    search: KnownSearch | None,
    rules: Rules,
) -> _Readings:
    """Add to what was found in each text what is known of the subject of each row.

    Parameters
    ----------
    texts, spans
        Distinct texts, and what was found in each.
    codes
        Text of each row, -1 where there is none.
    subjects
        Subject of each row.
    """
    if search is None or subjects is None:
        return _Readings(texts, spans, None, codes)
    whose, names = numbered(subjects)
    order = np.argsort(whose, kind="stable")  # a subject's forms are made once
    order = order[codes[order] >= 0]
    once = np.bincount(codes[order], minlength=len(texts)) == 1
    # The entry of each text in which nothing of a subject was found, and of the others that stand
    # in several rows.
    plain = np.full(len(texts), -1, np.int64)
    shared: dict[tuple[int, tuple[Span, ...]], int] = {}
    entries, of_rows = GrowingArray(np.int64), np.full(len(codes), -1, np.int64)
    sure, unsure = KeptSpans(), KeptSpans()
    subject, last, done = "", -1, dict[int, int]()
    for start in range(0, len(order), texts.step):
        rows = order[start : start + texts.step]
        first, new = len(entries), list[tuple[int, list[Span], list[Span]]]()
        pieces = zip(
            rows.tolist(),
            codes[rows].tolist(),
            whose[rows].tolist(),
            texts.at(codes[rows]),
            spans.at(codes[rows]),
            strict=True,
        )
        for row, number, code, text, found in pieces:
            if code != last:
                subject, last, done = names[code].as_py(), code, {}
            entry = done.get(number, -1)
            if entry < 0:
                own = sorted(
                    rules.keep(text, _known_in(text, subject, search) if code >= 0 else [])
                )
                entry = first + len(new)
                if not own:
                    plain[number] = entry if plain[number] < 0 else plain[number]
                    entry = int(plain[number])
                elif not once[number]:
                    entry = shared.setdefault((number, tuple(own)), entry)
                if entry == first + len(new):
                    certain = [span for span in own if span.score >= UNSURE]
                    doubtful = [span for span in own if span.score < UNSURE]
                    new.append((number, merge(text, [*found, *certain]), doubtful))
                done[number] = entry
            of_rows[row] = entry
        entries.append(np.array([number for number, _, _ in new], np.int64))
        sure.add([spans for _, spans, _ in new])
        unsure.add([spans for _, _, spans in new])
    read = texts.ordered(entries.whole())
    return _Readings(read, sure.finished(), unsure.finished(), of_rows)


def _known_in(text: str, subject: str, search: KnownSearch) -> list[Span]:
    """Search a text as it looks: no-break spaces and the like hide nothing."""
    seen = legible(text)
    return [seen.back_whole(text, span) for span in search.find(seen.text, subject)]


@dataclass(frozen=True, slots=True, repr=False)
class Searched:
    """A free-text column after the search.

    Attributes
    ----------
    language
        That it was read in.
    texts, spans
        The texts as they were read, and the passages of each.
    rows
        Which of them each row has, -1 where there is no text.
    identifiers
        The distinct passages that were looked for in all texts.
    """

    language: Language
    texts: KeptTexts
    spans: KeptSpans
    rows: Integers
    identifiers: pa.Array

    def findings(self, released: npt.NDArray[np.bool_]) -> TextFindings:
        """Return what was found, counted in the rows that are released; shape (rows,)."""
        entries = self.rows[released]
        times = np.bincount(entries[entries >= 0], minlength=len(self.spans))
        texts = int(times[self.spans.there()].sum())
        return TextFindings(self.spans.by_entity(times), texts, self.identifiers)

    def passages(self) -> Iterator[tuple[str, str]]:
        """Yield each passage with its entity."""
        for text, spans in zip(self.texts, self.spans, strict=True):
            for span in spans:
                yield text[span.start : span.end], span.entity

    def readings(self, rows: slice) -> list[Passages | None]:
        """Return what each of some rows says, and its passages; None where there is no text."""
        entries = self.rows[rows]
        there = entries[entries >= 0]
        read = zip(self.texts.at(there), self.spans.at(there), strict=True)
        return [None if entry < 0 else next(read) for entry in entries.tolist()]

    def replaced(self, rows: slice, spec: RedactText) -> list[str | None]:
        """Return the texts of some rows with every passage replaced by tags or masks."""
        entries, of_rows = np.unique(self.rows[rows], return_inverse=True)
        there = entries[entries >= 0]
        made: list[str | None] = [None] * (len(entries) - len(there))  # -1, if any, comes first
        made += replace_spans(self.texts.at(there), self.spans.at(there), spec)
        return [made[number] for number in of_rows.tolist()]


def redact_column(
    table: Table, column: ColumnPlan, tables: Mapping[str, Table], plan: Plan
) -> tuple[pa.Array, TextFindings]:
    """Return a free-text column with every finding replaced by tags or masks, and what was found.

    Equal texts are searched once, and once more for each subject that has them.
    """
    spec = column.transform
    assert isinstance(spec, RedactText)
    own = subjects_of_rows(tables, plan.pipeline).get(table.name)
    searched = search_column(table.column(column.column), column, own, tables, plan)
    made = pa.array(searched.replaced(slice(None), spec), pa.string())
    return made, searched.findings(np.ones(table.rows, dtype=np.bool_))


def search_column(
    values: pa.Array | pa.ChunkedArray,
    column: ColumnPlan,
    own: pa.Array | None,
    tables: Mapping[str, Table],
    plan: Plan,
    *,
    tell: Tell | None = None,
) -> Searched:
    """Search running texts for personal data.

    Parameters
    ----------
    values
        The texts of a column, or of a part of the documents in one.
    column
        What is planned for it.
    own
        The subject of each text; None where nobody knows.
    tables, plan
        The whole source, of which identifiers are looked for, and its plan.
    tell
        Told how much was searched.
    """
    language = text_language(column, plan.pipeline)
    rules = make_rules(plan.pipeline.detect, language, plan.pipeline.base)
    codes, distinct = numbered(values)
    texts = KeptTexts(distinct)
    detector = TextDetector(
        language,
        known=known_values(tables, plan),
        all_ages=plan.pipeline.detect.all_ages,
        rules=rules,
        processes=plan.pipeline.detect.processes,
    )
    search = None
    if own is not None:
        subjects = subjects_of_rows(tables, plan.pipeline)
        known = SubjectValues(known_columns(tables, plan, subjects), only=own)
        search = KnownSearch(known, language, usual_words(texts))
    share = Share(f"searching {column.finding.table}.{column.column}", texts.bytes * _SLOW, tell)
    found = KeptSpans()
    for spans in detector.find_in(texts.pieces(), len(texts)):
        found.add(spans)
        share.add(texts.bytes * _SLOW * len(spans) // len(texts))
    read = _read(texts, found.finished(), codes.astype(np.int64), own, search, rules)
    agreed = agree(read.texts, read.spans, category_words(tables, plan))
    settled = _settled(read, agreed)
    values = pa.array(agreed.identifiers, pa.string())
    return Searched(language, read.texts, settled, read.rows, values)


def _settled(read: _Readings, agreed: Consistent) -> KeptSpans:
    """Return the passages that all texts agree on, and what is known of one subject alone."""
    result, some = KeptSpans(), list[list[Span]]()
    unsure = repeat(()) if read.unsure is None else read.unsure
    for text, sure, doubtful in zip(read.texts, agreed.spans, unsure, strict=False):
        some.append(merge(text, [*sure, *doubtful]) if doubtful else sure)
        if len(some) == PIECE_TEXTS:
            result.add(some)
            some.clear()
    result.add(some)
    return result.finished()
