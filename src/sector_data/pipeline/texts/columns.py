"""The columns in which passages are replaced, each searched before any is written.

What lives here: the order of searching and replacing over all tables of a plan, documents of JSON
and narratives included. A surrogate must be no passage of any text of the source; so where
surrogates are asked for, every text is searched before the first is replaced. What does not: the
search (:mod:`sector_data.pipeline.texts.replacing`) and the surrogates
(:mod:`sector_data.pipeline.texts.surrogating`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.deidentify.canonical import canonical_column
from sector_data.deidentify.narratives import Narrative, is_markup
from sector_data.deidentify.nested import Documents
from sector_data.pipeline.keying import Keyed
from sector_data.pipeline.progress import Announce
from sector_data.pipeline.texts.keeping import PIECE_BYTES, Integers, Passages
from sector_data.pipeline.texts.replacing import (
    Searched,
    TextFindings,
    search_column,
    text_language,
)
from sector_data.pipeline.texts.surrogating import (
    Surrogates,
    asks_for_surrogates,
    is_one_passage,
)
from sector_data.sources.numbering import numbered
from sector_data.sources.spilling import gathered, slices
from sector_data.sources.tables import Table
from sector_data.spec.evidence.findings import Span
from sector_data.spec.plan import ColumnPlan, Plan
from sector_data.spec.transforms.values import Drop, Nested, RedactText

Mask = npt.NDArray[np.bool_]

_MASK = "*"


@dataclass(frozen=True, slots=True, repr=False)
class _Place:
    """A column of values, or a part of the documents in one.

    Attributes
    ----------
    table
        Its table.
    plan
        What is planned for it.
    values
        One for each row, or for each time that the part occurs; in several arrays where one cannot
        hold so much text.
    subjects
        Of the values; None where the table is not linked to any.
    rows
        Row of each value of a part; None where each row has one.
    """

    table: str
    plan: ColumnPlan
    values: pa.Array | pa.ChunkedArray
    subjects: pa.Array | None
    rows: Integers | None = None

    @property
    def path(self) -> str:
        return f"{self.table}.{self.plan.column}"

    def subjects_of(self, rows: slice) -> pa.Array | None:
        """Return the subjects of some of the values."""
        return None if self.subjects is None else self.subjects[rows]

    def texts(self) -> pa.Array | pa.ChunkedArray:
        """Return the canonical texts of the values."""
        return canonical_column(self.values)


@dataclass(frozen=True, slots=True, repr=False)
class _Searched:
    """Texts after the search: as they are read, and in their markup where they have any."""

    found: Searched
    raw: pa.Array | pa.ChunkedArray


class Texts:
    """The texts of one plan.

    Parameters
    ----------
    plan, tables
        The plan, and the source.
    keyed
        The plan's secrets.
    subjects
        Of the rows of each table.
    announce
        Told what is being done.
    """

    def __init__(
        self,
        plan: Plan,
        tables: Mapping[str, Table],
        keyed: Keyed,
        subjects: Mapping[str, pa.Array | None],
        announce: Announce,
    ) -> None:
        self.plan = plan
        self.keyed = keyed
        self.announce = announce
        self._tables = tables
        self._subjects = subjects
        self._searched: dict[str, _Searched] = {}
        self._documents: dict[str, Documents] = {}
        self._surrogates: Surrogates | None = None
        places = list(self._places())
        if any(asks_for_surrogates(place.plan) for place in places):
            for place in places:
                if isinstance(place.plan.transform, RedactText) and not is_one_passage(place.plan):
                    announce(f"searching {place.path}")
                    self._search(place)
            found = (p for searched in self._searched.values() for p in searched.found.passages())
            known = [self._identifiers(place) for place in places if _is_part(place)]
            self._surrogates = Surrogates(plan, tables, keyed, found, known)

    def __repr__(self) -> str:
        return f"<Texts of {self.plan.pipeline.release.name}>"

    def _places(self) -> Iterator[_Place]:
        """Yield the columns of texts, and all parts of documents."""
        for table in self.plan.tables:
            for column in table.columns:
                if isinstance(column.transform, RedactText):
                    yield self._whole(self._tables[table.table], column)
                elif isinstance(column.transform, Nested):
                    yield from self._parts(self._tables[table.table], column)

    def _whole(self, table: Table, column: ColumnPlan) -> _Place:
        values = table.column(column.column)
        return _Place(table.name, column, values, self._subjects[table.name])

    def _parts(self, table: Table, column: ColumnPlan) -> Iterator[_Place]:
        documents = self._documents_of(table, column)
        subjects = self._subjects[table.name]
        for part in column.parts:
            held = documents.parts.get(part.column.removeprefix(f"{column.column}."))
            if held is not None:
                rows = np.array(held.rows, np.int64)
                whose = None if subjects is None else subjects.take(pa.array(rows))
                yield _Place(table.name, part, held.array(), whose, rows)

    def _documents_of(self, table: Table, column: ColumnPlan) -> Documents:
        path = f"{table.name}.{column.column}"
        if path not in self._documents:
            texts = table.column(column.column).to_pylist()
            self._documents[path] = Documents.read(texts)
        return self._documents[path]

    def _search(self, place: _Place) -> _Searched:
        if place.path not in self._searched:
            raw = place.texts()
            found = search_column(
                _as_read(raw),
                place.plan,
                place.subjects,
                self._tables,
                self.plan,
                tell=self.announce,
            )
            self._searched[place.path] = _Searched(found, raw)
        return self._searched[place.path]

    def replaced(self, table: Table, column: ColumnPlan) -> pa.Array | pa.ChunkedArray:
        """Return a column with its passages, or the parts of its documents, replaced."""
        if isinstance(column.transform, Nested):
            return self._nested(table, column)
        return self._texts(self._whole(table, column))

    def _nested(self, table: Table, column: ColumnPlan) -> pa.Array:
        made: dict[str, list[Any]] = {}
        for place in self._parts(table, column):
            path = place.plan.column.removeprefix(f"{column.column}.")
            if isinstance(place.plan.transform, Drop):
                continue
            if isinstance(place.plan.transform, RedactText):
                values = self._texts(place)
            else:
                part = Table(place.table, pa.table({place.plan.column: place.values}))
                values = self.keyed.transformed(part, place.plan, place.subjects)
            made[path] = values.to_pylist()
        return self._documents_of(table, column).written(made)

    def _texts(self, place: _Place) -> pa.Array | pa.ChunkedArray:
        spec = place.plan.transform
        assert isinstance(spec, RedactText)
        surrogates = self._surrogates
        if surrogates is not None and is_one_passage(place.plan):
            language = text_language(place.plan, self.plan.pipeline)
            return _by_rows(
                place.texts(),
                lambda rows, texts: surrogates.values(
                    place.table, place.plan, language, texts, place.subjects_of(rows)
                ),
            )
        searched = self._search(place)
        found = searched.found

        def written(rows: slice, raw: list[str | None]) -> list[str | None]:
            readings = found.readings(rows)
            if surrogates is not None and asks_for_surrogates(place.plan):
                others = surrogates.passages(
                    place.table, place.plan, found.language, readings, place.subjects_of(rows)
                )
                return list(map(_written, raw, readings, others))
            return [
                _written(text, reading, _marks(reading, spec))
                if text is not None and is_markup(text)
                else plain
                for text, reading, plain in zip(
                    raw, readings, found.replaced(rows, spec), strict=True
                )
            ]

        return _by_rows(searched.raw, written)

    def findings(self, table: Table, column: ColumnPlan, released: Mask) -> TextFindings | None:
        """Return what was found in a column of texts or documents; None for one of identifiers.

        Parameters
        ----------
        released
            The rows in which it is counted; shape (rows of the table,).
        """
        if not isinstance(column.transform, Nested):
            searched = self._searched.get(f"{table.name}.{column.column}")
            return None if searched is None else searched.found.findings(released)
        passages: Counter[str] = Counter()
        texts = 0
        values: list[str] = []
        for place in self._parts(table, column):
            if (searched := self._searched.get(place.path)) is not None:
                found = searched.found.findings(released[place.rows])
                passages.update(found.passages)
                texts += found.texts
                values += found.values.to_pylist()
            values += self._identifiers(place)
        return TextFindings(
            dict(sorted(passages.items())), texts, pa.array(sorted(set(values)), pa.string())
        )

    def _identifiers(self, place: _Place) -> list[str]:
        """Return the distinct values of a part that are direct identifiers."""
        if not place.plan.role.protected:
            return []
        texts: list[str] = numbered(place.texts())[1].to_pylist()
        return texts


def _by_rows(
    texts: pa.Array | pa.ChunkedArray,
    function: Callable[[slice, list[str | None]], list[str | None]],
) -> pa.ChunkedArray:
    """Return what a function makes of the texts of some rows at a time, in a file when large."""

    def made() -> Iterator[pa.Table]:
        start = 0
        for piece in slices(pa.table([texts], [""]), PIECE_BYTES):
            rows = slice(start, start + piece.num_rows)
            made = function(rows, piece.column(0).to_pylist())
            yield pa.table([pa.array(made, pa.string())], [""])
            start = rows.stop

    return gathered(made(), pa.schema([("", pa.string())])).column(0)


def _as_read(raw: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts without their markup; themselves where none has any."""

    def seen(_: slice, texts: list[str | None]) -> list[str | None]:
        return [Narrative(t).text if t is not None and is_markup(t) else t for t in texts]

    pieces = slices(pa.table([raw], [""]), PIECE_BYTES)
    texts = (text for piece in pieces for text in piece.column(0).to_pylist())
    return _by_rows(raw, seen) if any(t is not None and is_markup(t) for t in texts) else raw


def _is_part(place: _Place) -> bool:
    return place.plan.role.protected and not isinstance(place.plan.transform, Nested)


def _written(raw: str | None, reading: Passages | None, others: Sequence[str] | None) -> str | None:
    """Return a text with its passages replaced, in its markup where it has any."""
    if raw is None or reading is None or others is None:
        return raw if raw is None or not raw.strip() else None
    text, spans = reading
    passages = [
        (span.start, span.end, other) for span, other in zip(sorted(spans), others, strict=True)
    ]
    if is_markup(raw):
        return Narrative(raw).rewritten(passages)
    pieces: list[str] = []
    at = 0
    for start, end, other in passages:
        pieces += [text[at:start], other]
        at = end
    return "".join([*pieces, text[at:]])


def _marks(reading: Passages | None, spec: RedactText) -> list[str] | None:
    if reading is None:
        return None

    def mark(span: Span) -> str:
        return _MASK * (span.end - span.start) if spec.replacement == "mask" else f"<{span.entity}>"

    return [mark(span) for span in sorted(reading[1])]
