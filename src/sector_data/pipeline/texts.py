"""Free-text columns: finding personal data in them and replacing it.

What lives here: bringing together the detector, what the tables know of people, and the
replacement. What does not: any of these (:mod:`sector_data.detect`, :mod:`sector_data.deidentify`).

The direct identifiers of the source's own tables are looked for literally in every text, beside
what the language model and the patterns find.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.text import replace_spans
from sector_data.detect.consistency import agree
from sector_data.detect.known_values import KnownValues
from sector_data.detect.text import TextDetector
from sector_data.sources.tables import Table
from sector_data.spec.pipeline import Pipeline
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms import Keep, RedactText
from sector_data.spec.words import Language, Role

CATEGORY_ROWS = 10
"""Rows that must share a text for it to be a category, not somebody's own; as in the leak gate."""


@dataclass(frozen=True, slots=True, repr=False)
class TextFindings:
    """What was found in one free-text column.

    Attributes
    ----------
    passages
        Passages by entity.
    texts
        Texts with at least one.
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
            if column.role is Role.DIRECT_IDENTIFIER:
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
            distinct = pc.unique(values.drop_null())
            if len(distinct) * CATEGORY_ROWS <= len(values):
                for text in distinct.to_pylist():
                    words.update(word.casefold() for word in re.findall(r"\w+", text))
    return frozenset(words)


def redact_column(
    table: Table, column: ColumnPlan, tables: Mapping[str, Table], plan: Plan
) -> tuple[pa.Array, TextFindings]:
    """Return a free-text column with every finding replaced, and what was found.

    Equal texts are searched once.
    """
    spec = column.transform
    assert isinstance(spec, RedactText)
    language = text_language(column, plan.pipeline)
    encoded = pc.dictionary_encode(table.column(column.column).combine_chunks())
    texts = encoded.dictionary.cast(pa.string()).to_pylist()
    detector = TextDetector(language, known=known_values(tables, plan))
    agreed = agree(texts, detector.find(texts), category_words(tables, plan))
    replaced = pa.array(replace_spans(texts, agreed.spans, spec), pa.string())
    passages = Counter(span.entity for found in agreed.spans for span in found)
    findings = TextFindings(
        passages=dict(sorted(passages.items())),
        texts=sum(1 for found in agreed.spans if found),
        values=pa.array(agreed.identifiers, pa.string()),
    )
    return replaced.take(encoded.indices), findings
