"""Small tables with repeated subjects and missing values, and statistics recounted from rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.statistics import ClassStatistics

COLUMN = "visits.diagnosis"
Cells = dict[object, set[object]]
"""Of one class: value to the subjects who have it."""


@dataclass(frozen=True)
class Rows:
    """A table row by row: class, subject and sensitive value of each."""

    classes: list[int]
    subjects: Sequence[object] | None
    values: Sequence[object]
    linked: Sequence[tuple[object, object]] | None = None
    """Subject and value of the rows of another table; `values` then do not count."""

    @property
    def count(self) -> int:
        return max(self.classes, default=-1) + 1

    def who(self, row: int) -> object:
        return ("row", row) if self.subjects is None else self.subjects[row]

    def statistics(self) -> ClassStatistics:
        subjects = None if self.subjects is None else pa.array(self.subjects, pa.int64())
        if self.linked is None:
            column = SensitiveColumn(pa.array(self.values, pa.int64()))
        else:
            column = SensitiveColumn(
                pa.array([value for _, value in self.linked], pa.int64()),
                pa.array([subject for subject, _ in self.linked], pa.int64()),
            )
        return ClassStatistics.of(
            np.array(self.classes, dtype=np.int64),
            self.count,
            subjects=subjects,
            sensitive={COLUMN: column},
        )

    def people(self) -> dict[int, set[object]]:
        """Return the subjects of each class."""
        result: dict[int, set[object]] = defaultdict(set)
        for row, owner in enumerate(self.classes):
            result[owner].add(self.who(row))
        return dict(result)

    def cells(self) -> dict[int, Cells]:
        """Return who has which value in each class; a class without values is not there."""
        result: dict[int, Cells] = defaultdict(lambda: defaultdict(set))
        for row, owner in enumerate(self.classes):
            if self.linked is None:
                if self.values[row] is not None:
                    result[owner][self.values[row]].add(self.who(row))
                continue
            for subject, value in self.linked:
                if subject is not None and value is not None and subject == self.who(row):
                    result[owner][value].add(subject)
        return {owner: dict(cells) for owner, cells in result.items()}

    def domain(self) -> list[object]:
        """Return the distinct values in order."""
        values = self.values if self.linked is None else [value for _, value in self.linked]
        return sorted({value for value in values if value is not None})  # type: ignore[type-var]


def shares(cells: Cells) -> dict[object, Fraction]:
    """Return the part of each value in all (subject, value) pairs of a class."""
    total = sum(len(people) for people in cells.values())
    return {value: Fraction(len(people), total) for value, people in cells.items()}


def beliefs(cells: Cells) -> dict[object, Fraction]:
    """Return the part of the holders who have each value."""
    holders = set().union(*cells.values())
    return {value: Fraction(len(people), len(holders)) for value, people in cells.items()}


def together(cells: Mapping[int, Cells]) -> Cells:
    """Return who has which value in all classes."""
    result: Cells = defaultdict(set)
    for one in cells.values():
        for value, people in one.items():
            result[value] |= people
    return dict(result)


@st.composite
def tables(draw: st.DrawFn, *, repeated: bool = True, least: int = 0) -> Rows:
    rows = draw(st.integers(least, 14))
    classes = draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))
    numbers = {owner: place for place, owner in enumerate(dict.fromkeys(classes))}
    values = draw(st.lists(st.none() | st.integers(0, 4), min_size=rows, max_size=rows))
    subjects: Sequence[object] | None = None
    linked: Sequence[tuple[object, object]] | None = None
    if repeated and draw(st.booleans()):
        subjects = draw(st.lists(st.none() | st.integers(0, 7), min_size=rows, max_size=rows))
        if draw(st.booleans()):
            pair = st.tuples(st.none() | st.integers(0, 8), st.none() | st.integers(0, 4))
            linked = draw(st.lists(pair, max_size=14))
    return Rows([numbers[owner] for owner in classes], subjects, list(values), linked)


def merging(statistics: ClassStatistics, draw: st.DataObject) -> tuple[np.ndarray, int]:
    """Draw a merging of classes: the new class of each, and how many there are."""
    groups = draw.draw(
        st.lists(st.integers(0, 2), min_size=statistics.classes, max_size=statistics.classes)
    )
    numbers = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[g] for g in groups], dtype=np.int64), len(numbers)
