"""Counts: by random conditions, by declared ones, and of the groups that columns make.

What lives here: shares of rows, and how far they are off. What does not: the declarations
(:mod:`sector_data.spec.usefulness_tasks`).

A release may have fewer rows than its source, or any number of synthetic ones; shares of the rows
are compared, which is what a user can scale up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats, canonical_text
from sector_data.assessment.usefulness.coding import Sample
from sector_data.assessment.usefulness.marks import Marks, mixed
from sector_data.assessment.usefulness.trials import Trials
from sector_data.assessment.usefulness.verdicts import not_measured
from sector_data.errors import InputError
from sector_data.sources.tables import Table, one_array
from sector_data.spec.evidence.usefulness import NamedCount, QueryFigures, SubgroupFigures
from sector_data.spec.usefulness_tasks import Condition, CountQuery

QUERIES = 300
"""Random queries, as many with one, two and three conditions."""
SANITY = 0.01
"""Share that a smaller one counts as when an error is put beside it, so that a handful of rows does
not decide (as Xiao et al. 2011, "Differential privacy via wavelet transforms", bound it)."""
LEAST_ROWS = 10
"""A source count below it is not told, by no figure that it could be read from."""


@dataclass(frozen=True, slots=True)
class _Range:
    """A random condition: a code, or bounds of a number, both included."""

    column: str
    code: int
    low: float
    high: float

    def met(self, sample: Sample) -> Flags:
        if self.code >= 0:
            same: Flags = sample.codes[self.column] == self.code
            return same
        numbers = sample.numbers[self.column]
        within: Flags = (numbers >= self.low) & (numbers <= self.high)
        return within


def measure_random_queries(trials: Trials, columns: list[str]) -> QueryFigures:
    """Count by random conditions on one to three columns.

    Each query is made from a row of the source that it holds: its category or gap, or an interval
    between its number and that of another row.
    """
    queries = _random_queries(trials, columns)

    def shares(sample: Sample) -> Floats:
        found = np.empty(len(queries))
        for place, query in enumerate(queries):
            met = query[0].met(sample)
            for condition in query[1:]:
                met &= condition.met(sample)
            found[place] = met.mean()
        return found

    described = trials.describe(shares)

    def error(quantile: float, first: Floats, second: Floats) -> float:
        relative = np.abs(first - second) / np.maximum(first, SANITY)
        return float(np.quantile(relative, quantile))

    return QueryFigures(
        queries=len(queries),
        median_error=described.yardstick(lambda a, b: error(0.5, a, b)),
        high_error=described.yardstick(lambda a, b: error(0.95, a, b)),
    )


def _random_queries(trials: Trials, columns: list[str]) -> list[list[_Range]]:
    generator = np.random.default_rng(trials.seed)
    source = trials.source
    queries = []
    for number in range(QUERIES):
        size = min(number % 3 + 1, len(columns))
        row, second = generator.integers(0, source.rows, 2)
        chosen = generator.choice(len(columns), size, replace=False)
        query = []
        for name in (columns[place] for place in sorted(chosen)):
            numbers = source.numbers.get(name)
            bounds = [] if numbers is None else sorted([numbers[row], numbers[second]])
            if not bounds or np.isnan(bounds).any():
                query.append(_Range(name, int(source.codes[name][row]), 0.0, 0.0))
            else:
                query.append(_Range(name, -1, float(bounds[0]), float(bounds[1])))
        queries.append(query)
    return queries


def rows_that_meet(table: Table, query: CountQuery) -> Flags:
    """Say which rows meet all conditions of a count.

    Raises
    ------
    InputError
        If the table lacks a column, or a bound is not of the column's kind.
    """
    met = np.ones(table.rows, dtype=np.bool_)
    for condition in query.where:
        if condition.column not in table.columns:
            raise InputError(
                f"The count {query.name} asks for a column {condition.column} that "
                f"{table.name} does not have.",
                f"Its columns are {', '.join(table.columns)}.",
            )
        values = one_array(table.column(condition.column))
        try:
            found = _meets(values, condition)
        except pa.ArrowException:
            raise InputError(
                f"The bounds of the count {query.name} do not fit the values of "
                f"{condition.column}.",
                "Give numbers for numbers, and dates for dates; labels are named under values.",
            ) from None
        met &= pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return met


def has_bounds_of_texts(table: Table, query: CountQuery) -> bool:
    """Say whether a count puts bounds on a column of texts, such as labels of intervals."""
    return any(
        not condition.values and pa.types.is_string(table.data.schema.field(condition.column).type)
        for condition in query.where
    )


def _meets(values: pa.Array, condition: Condition) -> pa.Array:
    if condition.values:
        texts = [_spelt(value) for value in condition.values]
        found = pc.is_in(canonical_text(values), pa.array(texts, pa.string()))
        return pc.and_(found, values.is_valid())
    met = pa.array(np.ones(len(values), dtype=np.bool_))
    for bound, compare in (
        (condition.at_least, pc.greater_equal),
        (condition.below, pc.less),
    ):
        if bound is not None:
            met = pc.and_(met, compare(values, _scalar(bound, values.type)))
    return met


def _spelt(value: bool | int | float | str) -> str:
    spelt: str = canonical_text(pa.array([value]))[0].as_py()
    return spelt


def _scalar(bound: float | date | datetime, kind: pa.DataType) -> pa.Scalar:
    dated = isinstance(bound, date)
    if dated != (pa.types.is_date(kind) or pa.types.is_timestamp(kind)) or pa.types.is_string(kind):
        raise pa.ArrowTypeError("bound and column differ in kind")
    return pa.scalar(bound).cast(kind) if dated else pa.scalar(bound)


def measure_named(trials: Trials, query: CountQuery) -> NamedCount:
    """Compare a declared count."""
    if query.name not in trials.source.met:
        return NamedCount(name=query.name, why_not=not_measured("bounds-of-texts"))
    described = trials.describe(lambda sample: float(sample.met[query.name].mean()))
    if described.source * trials.source.rows < LEAST_ROWS:
        return NamedCount(name=query.name, why_not=not_measured("few-such-rows"))
    return NamedCount(
        name=query.name,
        release=described.release,
        error=described.yardstick(
            lambda a, b: abs(a - b) / max(a, 1 / trials.split_rows), shuffled=False
        ),
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    keys: Marks
    shares: Floats


def measure_subgroups(trials: Trials, columns: tuple[str, ...]) -> SubgroupFigures:
    """Compare the shares of all groups that the values of some columns make."""

    def groups(sample: Sample) -> _Groups:
        key = np.zeros(sample.rows, dtype=np.uint64)
        for name in columns:
            key = mixed(key + sample.codes[name].astype(np.uint64))
        keys, counts = np.unique(key, return_counts=True)
        return _Groups(keys, counts / max(sample.rows, 1))

    def distance(first: _Groups, second: _Groups) -> float:
        a, b = _aligned(first, second)
        return float(np.abs(a - b).sum() / 2)

    described = trials.describe(groups)
    source, release = _aligned(described.source, described.release)
    large = np.rint(source * trials.source.rows) >= LEAST_ROWS
    changes = np.abs(release[large] / source[large] - 1)
    single = len(columns) == 1
    return SubgroupFigures(
        columns=columns,
        groups_source=int(large.sum()),
        groups_lost=int((release[large] == 0).sum()),
        largest_change=float(changes.max()) if len(changes) else None,
        distance=described.yardstick(
            distance, useless=1.0 if single else None, shuffled=not single
        ),
    )


def _aligned(first: _Groups, second: _Groups) -> tuple[Floats, Floats]:
    keys = np.union1d(first.keys, second.keys)
    aligned = np.zeros((2, len(keys)))
    for place, groups in enumerate((first, second)):
        places: Integers = np.searchsorted(keys, groups.keys)
        aligned[place, places] = groups.shares
    return aligned[0], aligned[1]
