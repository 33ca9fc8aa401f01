"""What privacy models are decided from: counts of subjects and values in each class.

What lives here: the statistics of all classes of a table, counted once and then merged as classes
merge. What does not: the models (:mod:`sector_data.anonymise.models`), the histograms themselves
(:mod:`sector_data.anonymise.histograms`).

Everything counts distinct subjects. Where each subject stands in one class only, counts of merged
classes are sums; where subjects can stand in several, the statistics remember who stands where, and
merging stays exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import (
    Flags,
    Integers,
    SensitiveColumn,
    codes_of,
    distinct_pairs,
)
from sector_data.anonymise.hierarchies.hierarchy import canonical_text
from sector_data.anonymise.histograms import Histogram
from sector_data.errors import InputError
from sector_data.sources.numbering import encoded, places_in
from sector_data.sources.tables import one_array


@dataclass(frozen=True, slots=True)
class People:
    """Who stands in which class.

    Attributes
    ----------
    owners, subjects
        Class and subject of each pair, each pair once; shape (pairs,).
    size
        Number of subject codes.
    """

    owners: Integers
    subjects: Integers
    size: int


@dataclass(frozen=True, slots=True)
class ClassStatistics:
    """The classes of a table, as privacy models see them.

    Attributes
    ----------
    rows
        Rows of each class; shape (classes,). A class that only the population has, has none.
    subjects
        Distinct subjects of each class; shape (classes,).
    histograms
        Of each sensitive column, by its name.
    population
        People of the population who share each class's combination; shape (classes,). None when no
        population table is given.
    people
        Who stands where; None when no subject can stand in two classes.
    """

    rows: Integers
    subjects: Integers
    histograms: Mapping[str, Histogram] = field(default_factory=lambda: MappingProxyType({}))
    population: Integers | None = None
    people: People | None = None

    @classmethod
    def of(
        cls,
        of_row: Integers,
        classes: int,
        *,
        subjects: pa.Array | pa.ChunkedArray | None = None,
        sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
        population: Integers | None = None,
        keep_bearers: bool = False,
    ) -> ClassStatistics:
        """Count a table.

        Parameters
        ----------
        of_row
            Class of each row; shape (rows,).
        classes
            Number of classes.
        subjects
            Subject of each row; every row is one when they are not given. Missing ones are one
            unknown subject.
        sensitive
            Sensitive columns by name, of the table itself or tied to it by subject.
        population
            People of the population in each class; shape (classes,).
        keep_bearers
            Whether histograms of other tables remember who has which value even where no subject
            can stand in two classes.

        Raises
        ------
        InputError
            If lengths differ, or values of another table come without subjects on this side.
        """
        if population is not None and len(population) != classes:
            raise InputError(
                f"There are {len(population):,} counts of the population for {classes:,} classes."
            )
        flat = None if subjects is None else one_array(subjects)
        if flat is not None and len(flat) != len(of_row):
            raise InputError(f"There are {len(flat):,} subjects for {len(of_row):,} rows.")
        rows = np.bincount(of_row, minlength=classes).astype(np.int64)
        codes, size = _repeated(flat)
        people = None
        distinct = rows
        if codes is not None:
            people = People(*distinct_pairs(of_row, codes, (max(classes, 1), size)), size)
            distinct = np.bincount(people.owners, minlength=classes).astype(np.int64)
        histograms = {
            name: _own(column, of_row, classes, codes, size)
            if column.subjects is None
            else _linked(name, column, of_row, classes, flat, keep_bearers or people is not None)
            for name, column in sensitive.items()
        }
        return cls(rows, distinct, MappingProxyType(histograms), population, people)

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.rows)

    def histogram(self, column: str) -> Histogram:
        """Return the histograms of a sensitive column.

        Raises
        ------
        InputError
            If the column was not counted.
        """
        known = self.histograms.get(column)
        if known is None:
            raise InputError(f"The sensitive column {column} was not counted.")
        return known

    def merged(self, groups: Integers, count: int) -> ClassStatistics:
        """Return the statistics after classes were merged.

        Parameters
        ----------
        groups
            New class of each class; shape (classes,).
        count
            Number of new classes.
        """
        people = self.people
        if people is None:
            subjects = _added(groups, self.subjects, count)
        else:
            owners, members = distinct_pairs(
                groups[people.owners], people.subjects, (max(count, 1), max(people.size, 1))
            )
            people = People(owners, members, people.size)
            subjects = np.bincount(owners, minlength=count).astype(np.int64)
        return ClassStatistics(
            _added(groups, self.rows, count),
            subjects,
            MappingProxyType({n: h.merged(groups, count) for n, h in self.histograms.items()}),
            None if self.population is None else _added(groups, self.population, count),
            people,
        )

    def only(self, kept: Flags) -> ClassStatistics:
        """Return the statistics of some classes, numbered anew in the same order."""
        people = self.people
        if people is not None:
            there = kept[people.owners]
            places = np.cumsum(kept) - 1
            people = People(places[people.owners[there]], people.subjects[there], people.size)
        return ClassStatistics(
            self.rows[kept],
            self.subjects[kept],
            MappingProxyType({name: h.only(kept) for name, h in self.histograms.items()}),
            None if self.population is None else self.population[kept],
            people,
        )


def domain_of(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the distinct present values of a column in their own order.

    Numbers and days are ordered by what they are, texts by their characters. The place of a value
    is its code in every :class:`Histogram` of the column, whatever the order of the rows.
    """
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    known = encoded(values).dictionary
    return known.take(pc.sort_indices(known))


def has_order(values: pa.Array | pa.ChunkedArray) -> bool:
    """Say whether the values of a column have an order of their own: numbers and days."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return bool(numeric or pa.types.is_temporal(kind))


def _codes(values: pa.Array | pa.ChunkedArray) -> tuple[Integers, Flags, int]:
    """Return the code of each value (0 where it is missing), whether it is there, and the size."""
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if pa.types.is_null(values.type):
        return np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_), 0
    domain = domain_of(values)
    places = pc.fill_null(places_in(values, domain), 0).to_numpy().astype(np.int64)
    return places, np.asarray(pc.is_valid(values)), len(domain)


def _repeated(subjects: pa.Array | None) -> tuple[Integers | None, int]:
    """Return the subject codes of rows; None when each row has one of its own."""
    if subjects is None:
        return None, 0
    codes, size = codes_of(subjects)
    return (None, size) if size == len(codes) else (codes, size)


def _own(
    column: SensitiveColumn,
    of_row: Integers,
    classes: int,
    subjects: Integers | None,
    people: int,
) -> Histogram:
    """Count a column of the table itself."""
    if len(column.values) != len(of_row):
        raise InputError(
            f"A sensitive column has {len(column.values):,} values for {len(of_row):,} rows."
        )
    values, there, size = _codes(column.values)
    return Histogram.of(
        of_row[there],
        values[there],
        None if subjects is None else subjects[there],
        classes=classes,
        size=size,
        people=people,
    )


def _linked(
    name: str,
    column: SensitiveColumn,
    of_row: Integers,
    classes: int,
    subjects: pa.Array | None,
    keep_bearers: bool,
) -> Histogram:
    """Count a column of another table: a class has the values of its subjects.

    Rows and values without a subject are not tied to one another.
    """
    if subjects is None:
        raise InputError(
            f"The sensitive column {name} stands in another table, so the subject of each row is "
            "needed.",
            "Name the subject and the references that lead to it.",
        )
    here, there = subjects, one_array(column.subjects)
    if not here.type.equals(there.type):
        here, there = canonical_text(here), canonical_text(there)
    known = encoded(here).dictionary
    values, present, size = _codes(column.values)
    place = places_in(there, known)
    tied = present & place.is_valid().to_numpy(zero_copy_only=False)
    bounds = max(len(known), 1)
    bearer, value = distinct_pairs(
        pc.fill_null(place, 0).to_numpy().astype(np.int64)[tied],
        values[tied],
        (bounds, max(size, 1)),
    )
    row_place = places_in(here, known)
    has_subject = row_place.is_valid().to_numpy(zero_copy_only=False)
    owner, subject = distinct_pairs(
        of_row[has_subject],
        row_place.drop_null().to_numpy().astype(np.int64),
        (max(classes, 1), bounds),
    )
    # Join the two sorted lists of pairs on the subject.
    first = np.searchsorted(bearer, subject, side="left")
    many = np.searchsorted(bearer, subject, side="right") - first
    within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    histogram = Histogram.of(
        np.repeat(owner, many),
        value[np.repeat(first, many) + within],
        np.repeat(subject, many),
        classes=classes,
        size=size,
        people=len(known),
    )
    if keep_bearers:
        return histogram
    return Histogram(
        histogram.offsets, histogram.values, histogram.counts, histogram.holders, histogram.size
    )


def _added(groups: Integers, numbers: Integers, count: int) -> Integers:
    return np.bincount(groups, numbers, count).astype(np.int64)
