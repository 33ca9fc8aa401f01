"""From the privacy section of a pipeline to what the search of one table is given.

What lives here: which models, metric, weights, population and limits of the search bind a table,
and the refusal of settings that do not go together. What does not: the search
(:mod:`sector_data.pipeline.planning.protecting`) and what may stand in the section
(:mod:`sector_data.spec.privacy`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.metrics import (
    Ambiguity,
    AverageClassSize,
    Discernibility,
    KullbackLeibler,
    Loss,
    Metric,
    NonUniformEntropy,
    Precision,
    Queries,
    Target,
)
from sector_data.anonymise.search import Budget
from sector_data.errors import InputError, Problem, SpecificationError
from sector_data.pipeline.planning.joining import subject_table
from sector_data.pipeline.subjects import subject_paths
from sector_data.sources.reading import read_file
from sector_data.sources.tables import Table
from sector_data.spec.model import kebab
from sector_data.spec.pipeline import Pipeline, split_path
from sector_data.spec.privacy import SENSITIVE_MODELS, PopulationSpec, PrivacySpec, SearchSpec

_METRICS: Mapping[str, Metric] = {
    "loss": Loss(),
    "entropy": NonUniformEntropy(),
    "precision": Precision(),
    "class-size": AverageClassSize(),
    "discernibility": Discernibility(),
    "ambiguity": Ambiguity(),
    "kl-divergence": KullbackLeibler(),
}
_OF_THE_WHOLE = ("average_risk", "records_at_risk")
"""Models that bound a figure of the whole table: no class decides by itself."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the search of one table keeps small.

    Attributes
    ----------
    metric
        The figure.
    weights
        Of the table's quasi-identifiers, 1 where nothing is said.
    target
        The column that users will predict, by its name; None without such a workload.
    """

    metric: Metric
    weights: Mapping[str, float]
    target: str | None = None

    def with_target(
        self, sensitive: Mapping[str, SensitiveColumn], values: Mapping[str, pa.Array]
    ) -> dict[str, SensitiveColumn]:
        """Return the sensitive columns with the target among them, which the metric looks at."""
        extra = {} if self.target is None else {self.target: SensitiveColumn(values[self.target])}
        return {**sensitive, **extra}


def aim_of(table: str, quasi: Sequence[str], pipeline: Pipeline) -> Aim:
    """Return what the search of a table keeps small.

    Parameters
    ----------
    table
        Its name.
    quasi
        The table's quasi-identifiers, and those that it is counted together with.

    Raises
    ------
    InputError
        If a query names a column of the table that is no quasi-identifier of it.
    """
    privacy = pipeline.privacy
    weights = _own(table, privacy.weights)
    workload = privacy.workload
    if workload is None:
        return Aim(_METRICS[privacy.metric], weights)
    if workload.target is not None:
        home, column = split_path(workload.target)
        if home == table:
            return Aim(Target(column), weights, column)
        return Aim(Loss(), weights)
    sets = [
        tuple(split_path(path)[1] for path in query)
        for query in workload.queries
        if all(split_path(path)[0] == table for path in query)
    ]
    if not sets:
        return Aim(Loss(), weights)
    return Aim(Queries(tuple(sets), tuple(quasi)), weights)


def _own(table: str, by_path: Mapping[str, float]) -> dict[str, float]:
    """Return what is said of a table's own columns, by their names."""
    paths = ((split_path(path), number) for path, number in by_path.items())
    return {column: number for (home, column), number in paths if home == table}


def budget_of(search: SearchSpec) -> Budget | None:
    """Return how long a search too large to be exact may take; None when it is not allowed."""
    if not search.allow_heuristic:
        return None
    budget = Budget(seconds=search.seconds)
    return budget if search.nodes is None else Budget(search.nodes, search.seconds)


def binding(table: str, pipeline: Pipeline) -> PrivacySpec:
    """Return what is asked of a table: models of a population bind that of the subject alone."""
    if is_home(table, pipeline):
        return pipeline.privacy
    return pipeline.privacy.model_copy(update={"k_map": None, "delta_presence": None})


def is_home(table: str, pipeline: Pipeline) -> bool:
    """Return whether a table is the subject's; the only one is, where none is named."""
    home = subject_table(pipeline)
    return table == home if home is not None else len(pipeline.source) == 1


def population_of(table: str, quasi: Collection[str], pipeline: Pipeline) -> Table | None:
    """Read the population that a table's models count; None when none of them does.

    Raises
    ------
    InputError
        If the file cannot be read, or lacks a quasi-identifier.
    """
    spec = population_spec(pipeline.privacy)
    if spec is None or spec.path is None or not is_home(table, pipeline):
        return None
    people = read_file(pipeline.base / spec.path, name="population")
    lacking = sorted(set(quasi) - set(people.columns))
    if lacking:
        raise InputError(
            f"The population lacks the quasi-identifier{'s' * (len(lacking) > 1)} "
            f"{', '.join(lacking)} of {table}.",
            "It needs the quasi-identifiers under the same names, one row for each person.",
        )
    return Table(people.name, people.data.select(list(quasi)))


def as_typed(people: Table, like: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """Return a population's columns in the types of the data, so that their values meet.

    Raises
    ------
    InputError
        If a column's values are of another kind.
    """
    result: dict[str, pa.Array] = {}
    for name, values in like.items():
        column = people.array(name)
        try:
            result[name] = column.cast(values.type)
        except pa.ArrowInvalid:
            raise InputError(
                f"The population's column {name} has values of another kind than the data's.",
                "Write its values as the data have them.",
            ) from None
    return result


def population_spec(privacy: PrivacySpec) -> PopulationSpec | None:
    """Return the population table that k-map or delta-presence names; None without one."""
    if privacy.delta_presence is not None:
        return privacy.delta_presence.population
    if privacy.k_map is not None and privacy.k_map.population.path is not None:
        return privacy.k_map.population
    return None


def check_settings(pipeline: Pipeline) -> None:
    """Refuse settings of the privacy section that do not go together.

    Raises
    ------
    SpecificationError
        Naming every one, and what to do.
    """
    problems = [
        *_of_method(pipeline.privacy),
        *_of_population(pipeline),
        *_of_events(pipeline),
    ]
    if problems:
        raise SpecificationError(problems)


def _of_method(privacy: PrivacySpec) -> Iterator[Problem]:
    method = privacy.method
    if privacy.missing == "wildcard" and method != "cells":
        yield Problem(
            "privacy.missing",
            "a missing value that matches anything is for 'method: cells'.",
            hint="Leave it out: classes that count missing values by themselves hold a stricter k.",
        )
    if method == "generalise":
        return
    for name in (*_OF_THE_WHOLE, "k_map", "delta_presence"):
        if getattr(privacy, name) is not None and not (name == "k_map" and method != "cells"):
            yield Problem(
                f"privacy.{kebab(name)}",
                f"'method: {method}' decides class by class and cannot keep it.",
                hint="Take 'method: generalise', or leave it out.",
            )
    if privacy.metric != "loss" or privacy.workload is not None:
        yield Problem(
            "privacy.workload" if privacy.workload is not None else "privacy.metric",
            f"'method: {method}' keeps the loss small and no other figure.",
            hint="Take 'method: generalise', or leave it out.",
        )
    if method != "cells":
        if privacy.weights:
            yield Problem(
                "privacy.weights",
                f"'method: {method}' counts all quasi-identifiers alike.",
                hint="Take 'method: generalise' or 'method: cells', or leave them out.",
            )
        return
    for key in (*SENSITIVE_MODELS, "maximum-risk"):
        if getattr(privacy, key.replace("-", "_")):
            yield Problem(
                f"privacy.{key}",
                "'method: cells' keeps k-anonymity alone.",
                hint="Take 'method: local', which keeps every row too, or leave it out.",
            )


def _of_population(pipeline: Pipeline) -> Iterator[Problem]:
    privacy = pipeline.privacy
    if privacy.k_map is not None and privacy.delta_presence is not None:
        paths = {privacy.k_map.population.path, privacy.delta_presence.population.path}
        if len(paths - {None}) > 1:
            yield Problem(
                "privacy.k-map.population",
                "k-map and delta-presence name two populations.",
                hint="Name one for both.",
            )
    table_named = population_spec(privacy) is not None
    if table_named and len(pipeline.source) > 1 and subject_table(pipeline) is None:
        yield Problem(
            "privacy",
            "a population is compared with the subject's table, and no subject is named.",
            hint="Name it: 'subject: table.column'.",
        )
    if privacy.method != "generalise" and population_spec(privacy) is not None:
        yield Problem(
            "privacy.method",
            "a population table is compared with one set of levels for the whole table.",
            hint="Take 'method: generalise'.",
        )


def _of_events(pipeline: Pipeline) -> Iterator[Problem]:
    """Refuse what is asked of events that nothing leads from to a subject."""
    paths = subject_paths(pipeline)
    for table in pipeline.privacy.longitudinal.events:
        if pipeline.subject is None or paths.get(table) is None:
            yield Problem(
                f"privacy.longitudinal.events.{table}",
                "no reference leads from its rows to a subject, so that its events cannot be "
                "counted by subject.",
                hint="Name the subject and the references on the way, or leave it out.",
            )
