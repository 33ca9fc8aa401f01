"""Columns of a release and of people, coded together so that equal values have equal codes.

What lives here: the coding of one column of all tables of a scene. What does not: whose tables they
are and which rows are looked at (:mod:`sector_data.assessment.attacks.scene`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies import canonical_text
from sector_data.errors import InputError
from sector_data.sources.tables import data_type_of, one_array
from sector_data.spec.words import DataType

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]

Levels = Sequence[Mapping[str | None, str]]
"""Labels that a source value may be released as: for each level, the value's canonical text to
its label, None for a missing one. The value itself need not be listed."""

MISSING = 0
"""Code of a missing value in every column of categories."""

_ORDERED = {DataType.INTEGER, DataType.NUMBER, DataType.DATE, DataType.DATETIME}
_MIDDLE = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the release and of the people, with common codes.

    Attributes
    ----------
    name
        Of the column.
    ordered
        Whether values are numbers (dates as days, instants as microseconds, missing as NaN);
        otherwise they are codes of categories, in the order of their texts, missing as 0.
    release
        Value of each row of the release; shape (rows,).
    members, control
        Values of the people. Numbers have shape (rows,). Categories have shape (rows, labels): the
        labels that a value may be released as, one unless there are spellings, where a label that
        is not there is -1.
    scale
        Difference at which two numbers are as far apart as two categories that differ: the range
        of the middle nine tenths of the release. 1 for categories.
    losses
        What an agreement in a label leaves open; shape (codes,). 0 is one value, 1 any value
        (Iyengar 2002, KDD). Zeros for numbers and for categories without spellings.
    texts
        Of the codes from 1 on; empty for numbers.
    """

    name: str
    ordered: bool
    release: Floats | Codes
    members: Floats | Codes
    control: Floats | Codes | None
    scale: float
    losses: Floats
    texts: pa.Array

    def people(self, side: str) -> Floats | Codes:
        """Return the values of the members or of the control group; empty without one."""
        if side == "members":
            return self.members
        return self.members[:0] if self.control is None else self.control

    @property
    def constant(self) -> bool:
        """Whether the release has one value at most, missing ones not counted."""
        known = self.release[~np.isnan(self.release) if self.ordered else self.release != MISSING]
        return not len(known) or bool(np.all(known == known[0]))

    @property
    def empty(self) -> bool:
        """Whether the release has no value at all."""
        return bool(np.all(np.isnan(self.release) if self.ordered else self.release == MISSING))


def code_column(
    name: str,
    release: pa.ChunkedArray,
    members: pa.ChunkedArray,
    control: pa.ChunkedArray | None,
    levels: Levels | None = None,
) -> Column:
    """Code a column of all tables with common codes.

    Raises
    ------
    InputError
        If the column has different types in the tables.
    """
    tables = [one_array(release), one_array(members)]
    if control is not None:
        tables.append(one_array(control))
    if levels:
        return _spelt(name, [canonical_text(values) for values in tables], levels)
    tables = _all_missing_as_others(tables)
    kinds = [_kind(values) for values in tables]
    if len(set(kinds)) > 1:
        raise InputError(
            f"The column {name} is of the type {tables[0].type} in the release and of another in "
            "the source or in the control group.",
            "Give the source as it is spelt in the release, or the labels that its values may have "
            "there.",
        )
    if kinds[0] not in {"category", str(DataType.BOOLEAN)}:
        numbers = [_numbers(values) for values in tables]
        return Column(
            name,
            True,
            numbers[0],
            numbers[1],
            numbers[2] if len(numbers) > 2 else None,
            _scale(numbers[0]),
            np.zeros(1),
            pa.array([], pa.string()),
        )
    coded, sorted_texts = _coded([canonical_text(values) for values in tables])
    people = [codes[:, None] for codes in coded[1:]]
    return Column(
        name,
        False,
        coded[0],
        people[0],
        people[1] if len(people) > 1 else None,
        1.0,
        np.zeros(len(sorted_texts) + 1),
        sorted_texts,
    )


def _all_missing_as_others(tables: Sequence[pa.Array]) -> list[pa.Array]:
    """Return the tables' values where one without any has the type of the first that has some."""
    typed = [values.type for values in tables if values.null_count < len(values)]
    kind = typed[0] if typed else pa.string()
    return [
        values if values.null_count < len(values) else pa.nulls(len(values), kind)
        for values in tables
    ]


def _kind(values: pa.Array) -> str:
    """Return a word for types that can be compared: whole and other numbers are of one kind."""
    kind = data_type_of(values.type)
    if kind not in _ORDERED:
        return "category" if kind is DataType.STRING else str(kind)
    return "number" if kind in {DataType.INTEGER, DataType.NUMBER} else str(kind)


def _numbers(values: pa.Array) -> Floats:
    if pa.types.is_date(values.type):
        values = values.cast(pa.int32())
    elif pa.types.is_timestamp(values.type):
        values = values.cast(pa.timestamp("us", values.type.tz)).cast(pa.int64())
    numbers = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    # Plus zero: -0 and 0 are one value.
    return np.ascontiguousarray(numbers, dtype=np.float64) + 0.0


def _scale(numbers: Floats) -> float:
    known = numbers[np.isfinite(numbers)]
    if not len(known):
        return 1.0
    low, high = np.quantile(known, _MIDDLE)
    scale = float(high - low) or float(known.max() - known.min())
    return scale if np.isfinite(scale) and scale > 0 else 1.0


def _coded(tables: Sequence[pa.Array]) -> tuple[list[Codes], pa.Array]:
    """Return codes by the order of the texts, from 1, and the texts in that order."""
    encoded = pa.concat_arrays(tables).dictionary_encode()
    texts = encoded.dictionary
    order = pc.sort_indices(texts)
    place = np.empty(len(texts) + 1, dtype=np.int32)
    place[order.to_numpy()] = np.arange(1, len(texts) + 1)
    place[-1] = MISSING
    codes = place[pc.fill_null(encoded.indices, -1).to_numpy()]
    ends = np.cumsum([len(values) for values in tables])
    return np.split(codes, ends[:-1]), texts.take(order)


def _spelt(name: str, tables: Sequence[pa.Array], levels: Levels) -> Column:
    """Code source values by all the labels that they may be released as."""
    values = pc.unique(pa.concat_arrays(tables[1:]))
    if not any(None in level for level in levels):
        values = values.drop_null()
    texts = values.to_pylist()
    labels = [pa.array([level.get(text) for text in texts], pa.string()) for level in levels]
    labels.insert(0, values)
    (release, *coded), sorted_texts = _coded([tables[0], *labels])
    # One row for each value; a level that does not list it, or repeats a label, adds nothing.
    of_value = np.stack(coded, axis=1)
    for later in range(1, of_value.shape[1]):
        repeated = (of_value[:, :later] == of_value[:, later : later + 1]).any(axis=1)
        of_value[repeated | (of_value[:, later] == MISSING), later] = -1
    covered = np.bincount(of_value[of_value > 0], minlength=len(sorted_texts) + 1)
    losses = np.maximum(covered - 1, 0) / max(len(texts) - 1, 1)
    of_value = np.vstack([of_value, _alone(MISSING, of_value.shape[1])])
    people = []
    for table in tables[1:]:
        place = pc.index_in(table, value_set=values)
        people.append(of_value[pc.fill_null(place, len(texts)).to_numpy()])
    return Column(
        name,
        False,
        release,
        people[0],
        people[1] if len(people) > 1 else None,
        1.0,
        losses.astype(np.float64),
        sorted_texts,
    )


def _alone(code: int, labels: int) -> Codes:
    row = np.full(labels, -1, dtype=np.int32)
    row[0] = code
    return row
