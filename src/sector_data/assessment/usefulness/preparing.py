"""From tables to trials: which columns and rows are compared, and how they are coded.

What lives here: the checks of what was given. What does not: the measurements.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.assessment.usefulness.coding import Coding, Part, Sample, code_column, sample_of
from sector_data.assessment.usefulness.marks import drawn_rows
from sector_data.assessment.usefulness.queries import has_bounds_of_texts, rows_that_meet
from sector_data.assessment.usefulness.trials import Trials, split_in_halves
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.usefulness import NotMeasured
from sector_data.spec.usefulness_tasks import CountQuery

UNIQUE = 0.5
"""Distinct categories for each row that has one, from which a column is a list of names."""

Values: TypeAlias = pa.Array | pa.ChunkedArray


@dataclass(frozen=True, slots=True)
class Side:
    """A table that takes part.

    Attributes
    ----------
    table
        As given.
    subjects
        Subject of each row; every row is one without them.
    values
        Columns that are compared, of the source's types.
    """

    table: Table
    subjects: Values | None
    values: dict[str, pa.Array] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Subjects, or rows."""
        if self.subjects is None:
            return self.table.rows
        return int(pc.count_distinct(self.subjects, mode="all").as_py())

    def require_length(self) -> None:
        """Refuse subjects that are not one for each row."""
        if self.subjects is not None and len(self.subjects) != self.table.rows:
            raise InputError(
                f"There are {len(self.subjects):,} subjects for the {self.table.rows:,} rows of "
                f"{self.table.name}.",
                "Give the subject of each row, in the order of the rows.",
            )


def require_known(names: Collection[str], source: Table, release: Table) -> None:
    """Refuse columns that neither table has."""
    known = dict.fromkeys([*source.columns, *release.columns])
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3)
            raise InputError(
                f"Neither the source nor the release of {release.name} has a column {name}.",
                f"Did you mean {', '.join(near)}?" if near else f"There are {', '.join(known)}.",
            )


def compare_columns(names: Sequence[str], sides: Sequence[Side]) -> dict[str, NotMeasured]:
    """Fill in the values of the columns that can be compared; return the others and why not.

    Integers and other numbers can; a column without a value has any type.

    Parameters
    ----------
    names
        Columns of the source or the release.
    sides
        Source, release and, perhaps, rows held out.

    Raises
    ------
    InputError
        If rows are held out that do not have such columns.
    """
    left_out = {}
    for name in names:
        if name not in sides[0].table.columns:
            left_out[name] = not_measured("not-in-source")
        elif name not in sides[1].table.columns:
            left_out[name] = not_measured("not-in-release")
        elif _alike(name, sides[:2]) is None:
            left_out[name] = not_measured("types-differ")
        elif (values := _alike(name, sides)) is not None:
            for side, array in zip(sides, values, strict=True):
                side.values[name] = array
        else:
            raise InputError(
                f"The rows held out of {sides[1].table.name} have no column {name} of its type.",
                "Give them the columns of the source, spelt likewise.",
            )
    return left_out


def _alike(name: str, sides: Sequence[Side]) -> list[pa.Array] | None:
    """Return a column of all sides in one type; None where they have none in common."""
    if any(name not in side.table.columns for side in sides):
        return None
    arrays = [one_array(side.table.column(name)) for side in sides]
    kinds = [array.type for array in arrays if array.null_count < len(array)]
    if not kinds:
        kinds = [arrays[0].type]
    kind = kinds[0]
    if any(not other.equals(kind) for other in kinds):
        if not all(pa.types.is_integer(k) or pa.types.is_floating(k) for k in kinds):
            return None
        kind = pa.float64()
    return [
        array.cast(kind, safe=False)
        if array.null_count < len(array)
        else pa.nulls(len(array), kind)
        for array in arrays
    ]


def trials_of(
    sides: Sequence[Side], counts: Sequence[CountQuery], *, rows: int, splits: int, seed: int
) -> Trials:
    """Draw rows, code them and cut them into halves.

    Parameters
    ----------
    sides
        Source, release and, perhaps, rows held out, with their values.
    counts
        Declared counts; those of columns that are not compared, and those that put bounds on
        texts, are left out.
    rows, splits, seed
        As for :func:`~sector_data.assessment.usefulness.measuring.measure_usefulness`.
    """
    names = sorted(sides[0].values)
    drawn = [
        drawn_rows(
            Table(side.table.name, pa.table(side.values)),
            names,
            subjects=side.subjects,
            seed=seed,
            rows=rows,
        )
        for side in sides
    ]
    codings: dict[str, Coding] = {}
    parts: dict[str, list[Part]] = {}
    for name in names:
        taken = [
            side.values[name].take(pa.array(chosen))
            for side, (chosen, _, _) in zip(sides, drawn, strict=True)
        ]
        codings[name], parts[name] = code_column(taken)
    counts = [
        query
        for query in counts
        if all(condition.column in codings for condition in query.where)
        and not any(has_bounds_of_texts(side.table, query) for side in sides)
    ]
    samples: list[Sample] = []
    for place, (side, (chosen, marks, subjects)) in enumerate(zip(sides, drawn, strict=True)):
        met = {query.name: rows_that_meet(side.table, query)[chosen] for query in counts}
        columns = {name: parts[name][place] for name in names}
        samples.append(sample_of(columns, met, subjects, marks))
    return Trials(
        codings,
        samples[0],
        samples[1],
        samples[2] if len(samples) > 2 else None,
        tuple(split_in_halves(samples[0], samples[1], seed=seed, splits=splits)),
        seed,
    )


def lists_of_names(trials: Trials) -> set[str]:
    """Return columns whose categories hardly repeat in the source: no share of them means much."""
    found = set()
    for name, coding in trials.codings.items():
        codes = trials.source.codes[name]
        known = codes[codes > 0]
        if not coding.ordered and len(known) and len(np.unique(known)) > UNIQUE * len(known):
            found.add(name)
    return found


def varied_columns(trials: Trials) -> list[str]:
    """Return columns that something can depend on: with two values in the source, some repeated."""
    names = lists_of_names(trials)
    return [
        name
        for name in trials.codings
        if name not in names and np.ptp(trials.source.codes[name]) > 0
    ]
