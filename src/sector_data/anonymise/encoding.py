"""A table made ready for the search: encoded once, searched as often as wanted.

What lives here: from columns to the distinct combinations and their statistics. What does not: the
encoding of one column (:mod:`sector_data.anonymise.dimensions`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Flags, Integers, SensitiveColumn, codes_of
from sector_data.anonymise.dimensions import Dimension, allowed_levels, encode
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.metrics import Metric, NodeClasses
from sector_data.anonymise.metrics.workload import target_key
from sector_data.anonymise.models import PrivacyModel
from sector_data.anonymise.search.problem import Problem
from sector_data.anonymise.statistics import ClassStatistics
from sector_data.anonymise.tables import combinations
from sector_data.errors import InputError
from sector_data.sources.tables import one_array

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class EncodedTable:
    """A table that can be searched.

    Attributes
    ----------
    names
        The quasi-identifiers.
    dimensions
        One for each.
    base
        Its distinct combinations at the finest levels that are allowed.
    of_row
        Combination of each row; shape (rows,).
    subjects
        Subject code of each row and the number of codes; None when each row has its own.
    """

    names: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    base: NodeClasses
    of_row: Integers
    subjects: tuple[Integers, int] | None

    @classmethod
    def of(
        cls,
        *,
        quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
        hierarchies: Mapping[str, Hierarchy],
        fixed_levels: Mapping[str, int] = _NONE,
        lowest_levels: Mapping[str, int] = _NONE,
        subjects: pa.Array | pa.ChunkedArray | None = None,
        sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
        counted: Collection[str] = (),
        target: str | None = None,
        population: Mapping[str, pa.Array | pa.ChunkedArray] | None = None,
    ) -> EncodedTable:
        """Encode a table; the parameters are those of `plan_protection`.

        Parameters
        ----------
        counted
            Names of the sensitive columns that models need.
        target
            Name of the column that a metric looks at, given among the sensitive ones.
        population
            The quasi-identifiers of everybody who could be in the table, one row for each person.

        Raises
        ------
        InputError
            If columns differ in length, or levels, hierarchies or sensitive columns are missing.
        """
        rows = _length(quasi_identifiers, subjects, sensitive)
        for name in quasi_identifiers:
            if name not in hierarchies:
                raise InputError(f"The quasi-identifier {name} has no hierarchy.")
        for name in {*counted} if target is None else {*counted, target}:
            if name not in sensitive:
                raise InputError(
                    f"A model or metric asks for {name}, which is not among the sensitive columns."
                )
        everybody = quasi_identifiers
        if population is not None:
            everybody = with_population(quasi_identifiers, population)
        encoded = [
            encode(
                values,
                hierarchies[name],
                allowed_levels(
                    name,
                    hierarchies[name],
                    lowest=lowest_levels.get(name, 0),
                    fixed=fixed_levels.get(name),
                ),
                rows=rows,
            )
            for name, values in everybody.items()
        ]
        return cls.collapsed(
            tuple(quasi_identifiers),
            tuple(dimension for dimension, _ in encoded),
            [codes for _, codes in encoded],
            rows,
            subjects=subjects,
            sensitive={name: sensitive[name] for name in sorted(counted)},
            target=None if target is None else (target, sensitive[target]),
        )

    @classmethod
    def collapsed(
        cls,
        names: tuple[str, ...],
        dimensions: tuple[Dimension, ...],
        codes: Sequence[Integers],
        rows: int,
        *,
        subjects: pa.Array | pa.ChunkedArray | None = None,
        sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
        target: tuple[str, SensitiveColumn] | None = None,
    ) -> EncodedTable:
        """Collapse rows whose columns are encoded to distinct combinations, and count them.

        Parameters
        ----------
        codes
            Group of each row in each dimension at its first position; shape (rows,) each. Further
            ones are those of people of a population.
        sensitive, target
            Columns to count, and the one that a metric looks at.

        Raises
        ------
        InputError
            If the target stands in another table.
        """
        everybody = len(codes[0]) if codes else rows
        of_class, of_row = combinations(dimensions, codes, everybody)
        classes = len(of_class[0]) if of_class else min(rows, 1)
        people = np.bincount(of_row[rows:], minlength=classes) if everybody > rows else None
        of_row = of_row[:rows]
        statistics = ClassStatistics.of(
            of_row, classes, subjects=subjects, sensitive=sensitive, population=people
        )
        if target is not None:
            statistics = _with_target(statistics, of_row, *target)
        base = NodeClasses(
            (0,) * len(dimensions), of_class, statistics.rows.astype(np.float64), statistics
        )
        return cls(names, dimensions, base, of_row, _repeated(subjects))

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return len(self.of_row)

    def problem(
        self,
        models: Sequence[PrivacyModel],
        metric: Metric,
        weights: Mapping[str, float],
        suppression_limit: float,
    ) -> Problem:
        """Return what is to be searched for under some settings."""
        unknown = sorted(set(weights) - set(self.names))
        if unknown:
            raise InputError(f"Weights name {', '.join(unknown)}, which are no quasi-identifiers.")
        if any(weight < 0 for weight in weights.values()):
            raise InputError("A column's weight must not be negative.", "Give 0 to ignore it.")
        costs = metric.costs(
            self.dimensions, self.base, [float(weights.get(name, 1.0)) for name in self.names]
        )
        return Problem(
            self.dimensions, self.base, models, costs, allowance(suppression_limit, self.rows)
        )

    def lost_subjects(self, suppressed: Flags) -> int:
        """Return how many subjects have no row left; `suppressed` says which rows are."""
        if self.subjects is None:
            return int(suppressed.sum())
        codes, size = self.subjects
        left = np.zeros(size, dtype=np.bool_)
        left[codes[~suppressed]] = True
        return size - int(left.sum())


def with_population(
    table: Mapping[str, pa.Array | pa.ChunkedArray],
    population: Mapping[str, pa.Array | pa.ChunkedArray],
) -> dict[str, pa.Array]:
    """Return the quasi-identifiers of a table followed by those of a population.

    Raises
    ------
    InputError
        If the population is empty, lacks a column, or has one of another kind.
    """
    joined = {}
    for name, values in table.items():
        if name not in population:
            raise InputError(
                f"The population table has no column {name}.",
                "It needs every quasi-identifier under the same name.",
            )
        own, others = one_array(values), one_array(population[name])
        if not len(others):
            raise InputError("The population table has no row.")
        try:
            joined[name] = pa.concat_arrays([own, others.cast(own.type)])
        except pa.ArrowInvalid:
            raise InputError(
                f"The column {name} of the population table is not of the type {own.type} that it "
                "has in the data.",
            ) from None
    return joined


def _with_target(
    statistics: ClassStatistics, of_row: Integers, name: str, column: SensitiveColumn
) -> ClassStatistics:
    if column.subjects is not None:
        raise InputError(
            f"The target {name} stands in another table.", "Name a column of the same table."
        )
    by_row = ClassStatistics.of(of_row, statistics.classes, sensitive={name: column})
    histograms = {**statistics.histograms, target_key(name): by_row.histogram(name)}
    return replace(statistics, histograms=MappingProxyType(histograms))


def allowance(suppression_limit: float, rows: int) -> int:
    """Return the rows that may be left out: ``floor(limit * rows)`` in decimal arithmetic."""
    return int(Decimal(repr(float(suppression_limit))) * rows)


def _length(
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    subjects: pa.Array | pa.ChunkedArray | None,
    sensitive: Mapping[str, SensitiveColumn],
) -> int:
    """Return the length that all columns of the table share."""
    lengths = {len(values) for values in quasi_identifiers.values()}
    if subjects is not None:
        lengths.add(len(subjects))
    lengths |= {len(column.values) for column in sensitive.values() if column.subjects is None}
    if len(lengths) > 1:
        raise InputError("The columns of the table to protect differ in length.")
    return lengths.pop() if lengths else 0


def _repeated(subjects: pa.Array | pa.ChunkedArray | None) -> tuple[Integers, int] | None:
    if subjects is None:
        return None
    codes, size = codes_of(subjects)
    return None if size == len(codes) else (codes, size)
