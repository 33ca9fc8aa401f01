"""Which identifiers the tables hold of each subject.

What lives here: the index from a subject to the rows about it, and which columns are worth looking
for. What does not: following references (:mod:`sector_data.pipeline.subjects`), how values can be
written (the modules beside this one).

The index keeps the columns as Arrow arrays, ordered by subject; a subject's values become Python
objects when they are asked for, and are forgotten again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.numbering import numbered, places_in
from sector_data.sources.spilling import taken
from sector_data.spec.words import Role

BIRTH_AND_DEATH = frozenset({"DATE_OF_BIRTH", "DATE_OF_DEATH"})
DATES = BIRTH_AND_DEATH | {"EVENT_DATE", "DATE_TIME"}
PLACES = frozenset({"CITY", "COUNTY", "LOCATION"})
POSTAL = frozenset({"POSTAL_CODE", "US_ZIP_CODE"})
IDENTIFYING = DATES | PLACES | POSTAL | {"ORGANIZATION", "STREET_ADDRESS", "PERSON", "STATE"}
"""Entities that are looked for although many people share a value, as long as it is the subject's
own. (A state is not hidden alone, which 45 CFR 164.514(b)(2)(i)(B) lets stand, but behind the name
of a town.)"""
MOST_VALUES = 2_000
"""Distinct values of one column that are looked for of one subject."""


def is_looked_for(role: Role, entity: str | None) -> bool:
    """Whether the values of a column are looked for in the texts of the same subject.

    Parameters
    ----------
    role, entity
        Of the column, as the plan has them.
    """
    if role is Role.DIRECT_IDENTIFIER:
        return True
    return role is not Role.FREE_TEXT and entity in IDENTIFYING


@dataclass(frozen=True, slots=True, repr=False)
class KnownColumn:
    """A column of identifiers, with the subject of each row.

    Attributes
    ----------
    path
        ``table.column``; it appears in the reasons of findings.
    entity
        What the values are; ``RECORD_ID`` where nothing is known.
    values
        Any Arrow type; not changed.
    subjects
        Strings, as long as `values`; null where a row is about nobody. Columns of one table share
        one array.
    """

    path: str
    entity: str
    values: pa.ChunkedArray | pa.Array
    subjects: pa.Array

    def __repr__(self) -> str:
        return f"KnownColumn({self.path!r}, {self.entity!r}, {len(self.values)} rows)"


class _Rows:
    """The columns of one table, ordered by subject."""

    __slots__ = ("columns", "starts", "values")

    def __init__(self, columns: Sequence[KnownColumn], subjects: pa.ChunkedArray) -> None:
        self.columns = [(c.path, c.entity) for c in columns]
        of_rows = places_in(columns[0].subjects, subjects).fill_null(-1).to_numpy()
        order = np.argsort(of_rows, kind="stable")
        order = order[np.searchsorted(of_rows[order], 0) :]
        ordered = of_rows[order]
        self.starts = np.searchsorted(ordered, np.arange(len(subjects) + 1))
        tables = (pa.table([_plain(column.values)], [""]) for column in columns)
        self.values = [taken(table, order).column(0) for table in tables]

    def of(self, code: int) -> Iterator[tuple[str, str, list[Any]]]:
        """Yield path, entity and values, row by row, of a subject."""
        low, high = int(self.starts[code]), int(self.starts[code + 1])
        if low == high:
            return
        for (path, entity), values in zip(self.columns, self.values, strict=True):
            yield path, entity, values.slice(low, high - low).to_pylist()


def _plain(values: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    coded = pa.types.is_dictionary(values.type)
    return pc.cast(values, values.type.value_type) if coded else values


class SubjectValues:
    """The identifiers that the tables hold of each subject.

    Parameters
    ----------
    columns
        Columns of identifiers of any tables.
    only
        Subjects that texts are about; others are left out of the index. All when not given.
    """

    def __init__(self, columns: Sequence[KnownColumn], only: pa.Array | None = None) -> None:
        whose = [column.subjects for column in columns] if only is None else [only]
        distinct = numbered(pa.chunked_array(whose, pa.string()))[1]
        in_order = pc.sort_indices(distinct).to_numpy()
        self._subjects = taken(pa.table([distinct], [""]), in_order).column(0)
        tables: dict[tuple[str, int], list[KnownColumn]] = {}
        for column in columns:
            table = column.path.split(".", maxsplit=1)[0]
            tables.setdefault((table, id(column.subjects)), []).append(column)
        self._tables = [_Rows(some, self._subjects) for some in tables.values()]
        self._count = len(columns)

    def __repr__(self) -> str:
        return f"SubjectValues({len(self)} subjects, {self._count} columns)"

    def __len__(self) -> int:
        return len(self._subjects)

    def __reduce__(self) -> NoReturn:
        raise TypeError("what is known of subjects is not written anywhere")

    def rows_of(self, subject: str) -> Iterator[list[tuple[str, str, list[Any]]]]:
        """Yield for each table its columns for one subject: path, entity, values row by row."""
        code = bisect_left(range(len(self)), subject, key=self._subject)
        if code == len(self) or self._subject(code) != subject:
            return
        for table in self._tables:
            yield list(table.of(code))

    def _subject(self, code: int) -> str:
        subject: str = self._subjects[code].as_py()
        return subject
