"""Free-text columns: finding personal data in them and replacing it.

What lives here: bringing together the detector, what the tables know of people, and the
replacement. What does not: any of these (:mod:`sector_data.detect`, :mod:`sector_data.deidentify`).

The direct identifiers of the source's own tables are looked for literally in every text, beside
what the language model and the patterns find. What the tables know of the very subject that a text
is about is looked for in all the ways it can be written (:mod:`sector_data.detect.known`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.text import replace_spans
from sector_data.detect.consistency import agree
from sector_data.detect.headers import read_header
from sector_data.detect.known.search import KnownSearch, usual_words
from sector_data.detect.known.subjects import KnownColumn, SubjectValues, is_looked_for
from sector_data.detect.known_values import KnownValues
from sector_data.detect.legible import legible
from sector_data.detect.rules import Rules, make_rules
from sector_data.detect.text import TextDetector, merge
from sector_data.pipeline.subjects import as_text, subjects_of_rows
from sector_data.sources.numbering import distinct_count, places_in
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


@dataclass(frozen=True, slots=True, repr=False)
class TextFindings:
    """What was found in one free-text column.

    Attributes
    ----------
    passages
        Passages by entity.
    texts
        Texts with at least one; a text that several subjects share counts once for each way in
        which it was read.
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

    texts: list[str]
    spans: list[list[Span]]
    unsure: list[list[Span]]
    rows: pa.Array
    """Entry of each row; null where there is no text."""


def _read(
    texts: Sequence[str],
    spans: Sequence[Sequence[Span]],
    indices: pa.Array,
    subjects: pa.Array | None,
    search: KnownSearch | None,
    rules: Rules,
) -> _Readings:
    """Add to what was found in each text what is known of the subject of each row.

    Parameters
    ----------
    texts, spans
        Distinct texts, and what was found in each.
    indices
        Text of each row; null where there is none.
    subjects
        Subject of each row.
    """
    if search is None or subjects is None:
        return _Readings(list(texts), [list(s) for s in spans], [[] for _ in texts], indices)
    readings = _Readings([], [], [], indices)
    of_rows = indices.to_pylist()
    whose = pc.dictionary_encode(subjects)
    names = whose.dictionary.to_pylist()
    codes = np.asarray(pc.fill_null(whose.indices, -1).to_numpy(zero_copy_only=False))
    entries: dict[tuple[int, tuple[Span, ...]], int] = {}
    done: dict[tuple[int, int], int] = {}
    result: list[int | None] = [None] * len(of_rows)
    for row in np.argsort(codes, kind="stable").tolist():  # a subject's forms are made once
        text, code = of_rows[row], int(codes[row])
        if text is None:
            continue
        entry = done.get((text, code))
        if entry is None:
            own = _known_in(texts[text], names[code], search) if code >= 0 else []
            own = sorted(rules.keep(texts[text], own))
            entry = entries.setdefault((text, tuple(own)), len(entries))
            done[text, code] = entry
            if entry == len(readings.texts):
                sure = [span for span in own if span.score >= UNSURE]
                readings.texts.append(texts[text])
                readings.spans.append(merge(texts[text], [*spans[text], *sure]))
                readings.unsure.append([span for span in own if span.score < UNSURE])
        result[row] = entry
    return _Readings(readings.texts, readings.spans, readings.unsure, pa.array(result, pa.int64()))


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
        Which of them each row has; null where there is no text.
    findings
        What was found, counted.
    """

    language: Language
    texts: list[str]
    spans: list[list[Span]]
    rows: pa.Array
    findings: TextFindings

    def passages(self) -> Iterator[tuple[str, str]]:
        """Yield each passage with its entity."""
        for text, spans in zip(self.texts, self.spans, strict=True):
            for span in spans:
                yield text[span.start : span.end], span.entity


def redact_column(
    table: Table, column: ColumnPlan, tables: Mapping[str, Table], plan: Plan
) -> tuple[pa.Array, TextFindings]:
    """Return a free-text column with every finding replaced by tags or masks, and what was found.

    Equal texts are searched once, and once more for each subject that has them.
    """
    spec = column.transform
    assert isinstance(spec, RedactText)
    own = subjects_of_rows(tables, plan.pipeline).get(table.name)
    texts = table.column(column.column).to_pylist()
    searched = search_column(texts, column, own, tables, plan)
    replaced = pa.array(replace_spans(searched.texts, searched.spans, spec), pa.string())
    return replaced.take(searched.rows), searched.findings


def search_column(
    values: Sequence[str | None],
    column: ColumnPlan,
    own: pa.Array | None,
    tables: Mapping[str, Table],
    plan: Plan,
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
    """
    language = text_language(column, plan.pipeline)
    rules = make_rules(plan.pipeline.detect, language, plan.pipeline.base)
    codes: dict[str, int] = {}
    indices = [None if text is None else codes.setdefault(text, len(codes)) for text in values]
    texts = list(codes)
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
    readings = _read(texts, detector.find(texts), pa.array(indices, pa.int64()), own, search, rules)
    agreed = agree(readings.texts, readings.spans, category_words(tables, plan))
    spans = [
        merge(text, [*sure, *unsure]) if unsure else sure
        for text, sure, unsure in zip(readings.texts, agreed.spans, readings.unsure, strict=True)
    ]
    passages = Counter(span.entity for found in spans for span in found)
    findings = TextFindings(
        passages=dict(sorted(passages.items())),
        texts=sum(1 for found in spans if found),
        values=pa.array(agreed.identifiers, pa.string()),
    )
    return Searched(language, readings.texts, spans, readings.rows, findings)
