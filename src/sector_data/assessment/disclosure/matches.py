"""How many people each row could be of: in the table, and in the population behind it.

What lives here: the three readings of a missing value, population frequencies from a table of the
population, from sampling weights or from its size, and the worst row of each subject. What does
not: risks (:mod:`sector_data.assessment.disclosure.measuring`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import (
    EquivalenceClasses,
    Integers,
    codes_of,
    distinct_pairs,
    group_keys,
    pack,
)
from sector_data.anonymise.hierarchies.hierarchy import Floats, canonical_text
from sector_data.anonymise.measures import Missing
from sector_data.anonymise.wildcards import wildcard_frequencies
from sector_data.assessment.disclosure.population_uniques import check_population
from sector_data.errors import InputError
from sector_data.sources.tables import one_array
from sector_data.spec.evidence.disclosure import Basis

Columns = Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True)
class People:
    """The subject of each row.

    Attributes
    ----------
    of_row
        Shape (rows,), from 0 without gaps.
    count
        Number of subjects.
    repeated
        Whether a subject has several rows.
    """

    of_row: Integers
    count: int
    repeated: bool

    @classmethod
    def of(cls, subjects: pa.Array | None, rows: int) -> People:
        """Code the subjects; every row is one when they are not given."""
        if subjects is None:
            return cls(np.arange(rows), rows, repeated=False)
        codes, size = codes_of(subjects)
        of_row, count = group_keys(codes, size)
        return cls(of_row, count, count < rows)

    def least(self, values: Floats) -> Floats:
        """Return the smallest of each subject's values; shape (subjects,)."""
        least = np.full(self.count, np.inf)
        np.minimum.at(least, self.of_row, values)
        return least

    def most(self, values: Floats) -> Floats:
        """Return the largest of each subject's values; shape (subjects,)."""
        return -self.least(-values)


@dataclass(frozen=True, slots=True)
class Population:
    """What is known of the population.

    Attributes
    ----------
    matches
        Shape (rows,): people with the combination of each row, by count or estimate.
    basis
        Where they come from.
    size
        People in all.
    classes
        People of each of its classes, where a table tells; shape (population classes,).
    """

    matches: Floats
    basis: Basis
    size: int
    classes: Integers | None = None


def sample_matches(
    columns: Columns,
    classes: EquivalenceClasses,
    subjects: pa.Array | None,
    missing: Missing,
) -> Floats:
    """Return how many subjects match each row; shape (rows,)."""
    if missing == "wildcard" and columns and len(classes.of_row):
        return wildcard_frequencies(columns, subjects=subjects).sample
    return classes.subjects[classes.of_row].astype(np.float64)


def population_by_table(columns: Columns, population: Columns, missing: Missing) -> Population:
    """Count people of a population table; every row of it is one person."""
    rows = len(next(iter(columns.values())))
    both = {name: joined(values, population[name]) for name, values in columns.items()}
    groups, count = group_keys(*pack(map(codes_of, both.values()), len(next(iter(both.values())))))
    sizes = np.bincount(groups[rows:], minlength=count).astype(np.int64)
    if missing == "wildcard" and rows:
        # All that match less those of the data: what matches is counted in both together.
        together = wildcard_frequencies(both).sample[:rows]
        matches = together - wildcard_frequencies(columns).sample
    else:
        matches = sizes[groups[:rows]].astype(np.float64)
    return Population(matches, "population-table", int(sizes.sum()), sizes[sizes > 0])


def joined(first: pa.Array, second: pa.Array) -> pa.Array:
    """Return two columns one after the other, as text where their types differ."""
    if not first.type.equals(second.type):
        first, second = canonical_text(first), canonical_text(second)
    return pa.concat_arrays([first, second])


def population_by_size(matches: Floats, people: People, size: int) -> Population:
    """Estimate with one sampling fraction for all."""
    check_population(size, people.count)
    factor = size / people.count if people.count else 1.0
    return Population(matches * factor, "population-size", size)


def population_by_weights(
    columns: Columns,
    classes: EquivalenceClasses,
    people: People,
    weights: Floats,
    missing: Missing,
) -> Population | None:
    """Estimate by the sum of sampling weights of all that match.

    Returns
    -------
    Population
        None where a missing value matches anything and subjects have several rows: each weight
        would be counted more than once.

    Raises
    ------
    InputError
        If a weight is no positive number, or differs between rows of one subject.
    """
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise InputError("A sampling weight is not a positive number.")
    of_subject = people.least(weights)
    if people.repeated and (people.most(weights) != of_subject).any():
        raise InputError(
            "The sampling weight of a subject differs between its rows.",
            "A weight tells how many people a subject stands for; give each subject one.",
        )
    size = max(round(float(of_subject.sum())), people.count)
    if missing == "wildcard" and columns and len(weights):
        if people.repeated:
            return None
        found = wildcard_frequencies(columns, weights=weights).population
        return Population(found if found is not None else weights, "weights", size)
    owners, members = distinct_pairs(
        classes.of_row, people.of_row, (max(classes.count, 1), max(people.count, 1))
    )
    sums = np.bincount(owners, of_subject[members], minlength=classes.count)
    return Population(sums[classes.of_row].astype(np.float64), "weights", size)


def checked_array(values: pa.Array | pa.ChunkedArray, rows: int, what: str) -> pa.Array:
    """Return values that belong to rows as one array.

    Raises
    ------
    InputError
        If there is not one for each row; `what` names them in the plural.
    """
    if len(values) != rows:
        raise InputError(
            f"There are {len(values):,} {what} for {rows:,} rows.", "Give one for each row."
        )
    return one_array(values)


def optional_array(
    values: pa.Array | pa.ChunkedArray | None, rows: int, what: str
) -> pa.Array | None:
    """Return values as :func:`checked_array` does; None when there are none."""
    return None if values is None else checked_array(values, rows, what)
