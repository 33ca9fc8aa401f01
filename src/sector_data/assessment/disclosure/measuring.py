"""The risk that subjects of a table are recognised, or something is learnt of them.

What lives here: the figures of :class:`~sector_data.spec.evidence.disclosure.DisclosureFigures`,
put together from the counts and models beside. What does not: bounds that a release must keep
(:mod:`sector_data.assessment.gates`), attacks (:mod:`sector_data.assessment.attacks`).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import EquivalenceClasses, SensitiveColumn
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.measures import Missing
from sector_data.assessment.disclosure.attributes import attribute_risks
from sector_data.assessment.disclosure.individual import Method, individual_risk
from sector_data.assessment.disclosure.matches import (
    Columns,
    People,
    Population,
    optional_array,
    population_by_size,
    population_by_table,
    population_by_weights,
    sample_matches,
)
from sector_data.assessment.disclosure.population_uniques import (
    check_population,
    counted_uniques,
    population_uniques,
)
from sector_data.assessment.disclosure.scenarios import (
    histogram,
    households,
    individual,
    scenario,
)
from sector_data.assessment.disclosure.superpopulation import ClassSizes
from sector_data.assessment.risk import require_columns
from sector_data.errors import InputError
from sector_data.sources.tables import Table
from sector_data.spec.evidence.disclosure import (
    DisclosureFigures,
    IndividualRisk,
    PopulationUniques,
    Reason,
    ScenarioRisk,
)

THRESHOLD = 1 / 11
"""Risk above which a subject is at risk: that of a group of eleven, which the European Medicines
Agency's Policy 0070 and Health Canada's guidance on public release of clinical information round to
0.09."""
BELIEF = 0.8
"""Part of a class with one sensitive value above which it is likely."""


def measure_disclosure(
    table: Table,
    quasi_identifiers: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] | Sequence[str] = (),
    weights: pa.Array | pa.ChunkedArray | None = None,
    household: pa.Array | pa.ChunkedArray | None = None,
    population: Table | None = None,
    population_size: int | None = None,
    missing: Missing = "own-value",
    threshold: float = THRESHOLD,
    belief: float = BELIEF,
    method: Method = "exact",
    seed: int = 0,
) -> DisclosureFigures:
    """Measure the risk of re-identification and of attribute disclosure.

    A subject with several rows has the risk of its worst one. Prosecutor, journalist and marketer
    risk are those of El Emam, *Guide to the De-Identification of Personal Health Information*,
    2013, ch. 16; the others name their source where they are made.

    Parameters
    ----------
    table
        Any table, released or not.
    quasi_identifiers
        Columns that an attacker may know; without any, all rows are one class.
    subjects
        Subject of each row; every row is one when they are not given.
    sensitive
        Columns that something may be learnt of: names of columns of the table, or columns by the
        name they are reported under, which may stand in another table.
    weights
        Sampling weight of each row: how many people of the population a subject stands for.
    household
        Household of each row. A missing one is a household of its own.
    population
        A table of the population, one row for each person, with the quasi-identifiers spelt as in
        `table`.
    population_size
        People of the population. Without it that of `population` counts, or the sum of weights.
    missing
        What a missing quasi-identifier is; see :data:`~sector_data.anonymise.measures.Missing`.
        Classes, their histogram and sensitive values are always those that a reader sees, so that
        ``wildcard`` concerns risks only.
    threshold
        Risk above which a subject is at risk, in (0, 1).
    belief
        Part of a class above which its sensitive value is likely, in (0, 1).
    method
        Of the individual risk; ``approximate`` is sdcMicro's default.
    seed
        Of the interval of population uniques.

    Returns
    -------
    DisclosureFigures
        Figures that could not be measured are None, and say why.

    Raises
    ------
    InputError
        If the table or the population has no such column, lengths differ, a weight is no positive
        number, or the population is smaller than the data.
    """
    require_columns(table, quasi_identifiers)
    if not isinstance(sensitive, Mapping):
        require_columns(table, sensitive)
        sensitive = {
            name: SensitiveColumn(values) for name, values in _columns(table, sensitive).items()
        }
    for name, share in (("threshold", threshold), ("belief", belief)):
        if not 0 < share < 1:
            raise InputError(f"The {name} is a share.", "Give a number between 0 and 1.")
    rows = _Rows(
        table,
        optional_array(subjects, table.rows, "subjects"),
        optional_array(weights, table.rows, "sampling weights"),
        optional_array(household, table.rows, "households"),
        sensitive,
    )
    if missing == "removed":
        rows = rows.complete(quasi_identifiers)
    columns = _columns(rows.table, quasi_identifiers)
    classes = EquivalenceClasses.of(list(columns.values()), rows.table.rows, subjects=rows.subjects)
    people = People.of(rows.subjects, rows.table.rows)
    matches = sample_matches(columns, classes, rows.subjects, missing)
    measured = _Measured(
        rows=rows,
        classes=classes,
        people=people,
        matches=matches,
        threshold=threshold,
        method=method,
        unmeasurable=_unmeasurable(rows.table, quasi_identifiers),
        counted=_counted(columns, population, missing),
        weighted=rows.weighted(columns, classes, people, missing),
        size=population_size,
        seed=seed,
    )
    prosecutor, journalist = measured.prosecutor(), measured.journalist()
    return DisclosureFigures(
        table=table.name,
        rows=rows.table.rows,
        subjects=people.count,
        quasi_identifiers=tuple(quasi_identifiers),
        constant=tuple(name for name, values in columns.items() if _is_constant(values)),
        missing=missing,
        removed_rows=table.rows - rows.table.rows,
        threshold=threshold,
        classes=classes.count,
        sizes=histogram(classes),
        prosecutor=prosecutor,
        journalist=journalist,
        # Whoever links everybody is right once in each class: the mean over subjects.
        marketer=prosecutor if journalist.why_not else journalist,
        population_uniques=measured.uniques(),
        individual=measured.individual(),
        attributes=attribute_risks(
            columns, classes, rows.sensitive, subjects=rows.subjects, belief=belief
        ),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """A table and what belongs to each of its rows."""

    table: Table
    subjects: pa.Array | None
    weights: pa.Array | None
    household: pa.Array | None
    sensitive: Mapping[str, SensitiveColumn]

    def complete(self, quasi_identifiers: Sequence[str]) -> _Rows:
        """Return the rows that have every quasi-identifier."""
        there = functools.reduce(
            pc.and_,
            [self.table.array(name).is_valid() for name in quasi_identifiers],
            pa.array([True] * self.table.rows),
        )
        subjects, weights, household = (
            None if values is None else values.filter(there)
            for values in (self.subjects, self.weights, self.household)
        )
        sensitive = {
            name: column
            if column.subjects is not None
            else SensitiveColumn(column.values.filter(there))
            for name, column in self.sensitive.items()
        }
        table = Table(self.table.name, self.table.data.filter(there))
        return _Rows(table, subjects, weights, household, sensitive)

    def weighted(
        self, columns: Columns, classes: EquivalenceClasses, people: People, missing: Missing
    ) -> Population | Reason | None:
        """Return the population that the weights stand for; None without weights."""
        if self.weights is None:
            return None
        if not (pa.types.is_integer(self.weights.type) or pa.types.is_floating(self.weights.type)):
            raise InputError(
                "The sampling weights are no numbers.",
                "Name the column of how many people of the population a row stands for.",
            )
        weights = pc.fill_null(self.weights.cast(pa.float64()), np.nan).to_numpy()
        found = population_by_weights(columns, classes, people, weights, missing)
        return found or "several-rows-a-subject"


@dataclass(frozen=True, eq=False)
class _Measured:
    """What figures are made from."""

    rows: _Rows
    classes: EquivalenceClasses
    people: People
    matches: Floats
    threshold: float
    method: Method
    unmeasurable: Reason | None
    counted: Population | None
    """By a table of the population."""
    weighted: Population | Reason | None
    size: int | None
    seed: int

    def prosecutor(self) -> ScenarioRisk:
        risks = self.unmeasurable or self.people.most(1 / self.matches)
        return scenario(risks, "sample", self.threshold)

    def journalist(self) -> ScenarioRisk:
        if self.unmeasurable:
            return scenario(self.unmeasurable, None, self.threshold)
        if self.counted is not None:
            people = np.maximum(self.counted.matches, self.matches)
            outside = self.people.most((self.counted.matches < self.matches).astype(np.float64))
            return scenario(
                self.people.most(1 / people),
                self.counted.basis,
                self.threshold,
                outside=int(outside.sum()),
            )
        estimated = self.estimated
        if estimated is None or isinstance(estimated, str):
            return scenario(estimated or "no-population", None, self.threshold)
        return scenario(self.risks, estimated.basis, self.threshold)

    def individual(self) -> IndividualRisk:
        if self.unmeasurable:
            return individual(self.unmeasurable, None, self.threshold)
        if isinstance(self.estimated, str):
            return individual(self.estimated, None, self.threshold)
        basis = self.estimated.basis if self.estimated else "sample"
        names = self.rows.household
        home = None if names is None else households(self.risks, self.people, names)
        return individual(self.risks, basis, self.threshold, home)

    def uniques(self) -> PopulationUniques | None:
        size = self.population_size
        if size is None:
            return None
        sizes = ClassSizes.of(self.classes.subjects)
        if sizes.subjects > self.people.count:
            alone = int(np.count_nonzero(self.classes.smallest_of_subject() == 1))
            check_population(size, self.people.count)
            reason: Reason = "several-classes-a-subject"
            found = counted_uniques(alone, self.people.count, size, reason)
        else:
            found = population_uniques(sizes, size, seed=self.seed)
        if self.counted is None or self.counted.classes is None or not self.counted.size:
            return found
        alone = int(np.count_nonzero(self.counted.classes == 1))
        return found.model_copy(update={"counted": alone / self.counted.size})

    @functools.cached_property
    def estimated(self) -> Population | Reason | None:
        """The population by weights, or else by its size alone."""
        if isinstance(self.weighted, Population) or self.population_size is None:
            return self.weighted
        return population_by_size(self.matches, self.people, self.population_size)

    @property
    def population_size(self) -> int | None:
        if self.size is not None:
            return self.size
        if isinstance(self.weighted, Population):
            return self.weighted.size
        # A table that lacks people of the data is no bound of them.
        return None if self.counted is None else max(self.counted.size, self.people.count)

    @functools.cached_property
    def risks(self) -> Floats:
        """Individual risk of each subject; where nothing is known, the data are the population."""
        known = self.estimated
        population = known.matches if isinstance(known, Population) else self.matches
        return self.people.most(individual_risk(self.matches, population, method=self.method))


def _columns(table: Table, names: Sequence[str]) -> dict[str, pa.Array]:
    return {name: table.array(name) for name in names}


def _is_constant(values: pa.Array) -> bool:
    # Most columns differ within their first rows.
    return len(values[:1000].unique()) < 2 and len(values.unique()) < 2


def _counted(columns: Columns, population: Table | None, missing: Missing) -> Population | None:
    if population is None or not columns:
        return None
    require_columns(population, list(columns))
    return population_by_table(columns, _columns(population, list(columns)), missing)


def _unmeasurable(table: Table, quasi_identifiers: Sequence[str]) -> Reason | None:
    if not table.rows:
        return "no-rows"
    return None if quasi_identifiers else "no-quasi-identifier"
