"""Choosing how a table is protected: levels, and the classes that are released at them.

What lives here: :func:`plan_protection`. What does not: the search itself
(:mod:`sector_data.anonymise.search`) and carrying a choice out
(:mod:`sector_data.anonymise.applying`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.metrics import Loss, Metric, Target
from sector_data.anonymise.models import DistinctDiversity, KAnonymity, PrivacyModel
from sector_data.anonymise.refusal import refusal
from sector_data.anonymise.search import Budget, Found, Problem, search
from sector_data.anonymise.search.looking import Verdict, look_at, verdict_at
from sector_data.anonymise.search.running import MOST_NODES
from sector_data.errors import InputError
from sector_data.spec.plan import Generalisation, ProtectionPlan, Stage

_NONE: Mapping[str, int] = MappingProxyType({})


def plan_protection(
    *,
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    suppression_limit: float,
    k: int | None = None,
    l_diversity: Mapping[str, int] = _NONE,
    models: Sequence[PrivacyModel] = (),
    metric: Metric | None = None,
    weights: Mapping[str, float] = MappingProxyType({}),
    fixed_levels: Mapping[str, int] = _NONE,
    lowest_levels: Mapping[str, int] = _NONE,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
    population: Mapping[str, pa.Array | pa.ChunkedArray] | None = None,
    most_nodes: int = MOST_NODES,
    budget: Budget | None = None,
) -> ProtectionPlan:
    """Find the generalisation that costs least and satisfies the privacy models.

    Every row of a class that a model does not accept is suppressed. The result is optimal in the
    metric, unless the lattice is larger than `most_nodes` and the budget is used up before.

    Parameters
    ----------
    quasi_identifiers
        Columns of one length; missing values are a value of their own. Without any, the whole
        table is one class.
    hierarchies
        One for each quasi-identifier, built for its values.
    suppression_limit
        Largest share of rows to leave out; ``floor(limit * rows)`` in decimal arithmetic.
    k
        Distinct subjects that a class needs: short for ``KAnonymity(k)``.
    l_diversity
        Distinct present values that a class needs, by sensitive column: short for
        ``DistinctDiversity(column, l)``.
    models
        Further privacy models.
    metric
        What is minimised; the loss of :mod:`sector_data.anonymise.loss` unless another is given.
    weights
        How much each quasi-identifier counts in the metric, beside 1 for the others.
    fixed_levels
        Levels that are not the search's to choose.
    lowest_levels
        Levels below which the search does not go.
    subjects
        Subject of each row; every row is one when they are not given. Missing ones count as one.
    sensitive
        The columns that models and the metric name.
    population
        The quasi-identifiers of everybody who could be in the table, one row for each person, for
        k-map and delta-presence. The hierarchies must know their values as well.
    most_nodes
        Largest lattice that is searched exactly.
    budget
        How long a larger lattice may be searched.

    Returns
    -------
    ProtectionPlan
        The classes it keeps are spelt as at their levels, in rising order, ``None`` for missing.

    Raises
    ------
    InputError
        If columns differ in length, levels, hierarchies or sensitive columns are missing, no model
        is given, or the lattice is too large and there is no budget.
    ReleaseRefusedError
        If no generalisation stays within the limit; it says what smallest change would.
    """
    asked = models_of(k, l_diversity, models)
    metric = Loss() if metric is None else metric
    table = EncodedTable.of(
        quasi_identifiers=quasi_identifiers,
        hierarchies=hierarchies,
        fixed_levels=fixed_levels,
        lowest_levels=lowest_levels,
        subjects=subjects,
        sensitive=sensitive,
        counted=counted_columns(asked),
        target=metric.column if isinstance(metric, Target) else None,
        population=population,
    )
    problem = table.problem(asked, metric, weights, suppression_limit)
    found = search(problem, most_nodes=most_nodes, budget=budget)
    if found is None:
        top = verdict_at(problem, problem.base, problem.top)
        raise refusal(
            top.classes.statistics,
            asked,
            allowance=problem.allowance,
            limit=suppression_limit,
            fixed=tuple(name for name in quasi_identifiers if name in fixed_levels),
        )
    return _plan(table, problem, found, metric, hierarchies, asked)


def models_of(
    k: int | None, l_diversity: Mapping[str, int], models: Sequence[PrivacyModel]
) -> list[PrivacyModel]:
    """Return all models that are asked for.

    Raises
    ------
    InputError
        If there is none: nothing would be protected.
    """
    asked: list[PrivacyModel] = [] if k is None else [KAnonymity(k)]
    asked += [DistinctDiversity(name, least) for name, least in l_diversity.items()]
    asked += models
    if not asked:
        raise InputError("No privacy model is asked for.", "Ask for k-anonymity at least.")
    return asked


def counted_columns(models: Sequence[PrivacyModel], metric: Metric | None = None) -> set[str]:
    """Return the sensitive columns that models look at, and the target of a metric."""
    counted = {model.sensitive for model in models if model.sensitive is not None}
    return counted | ({metric.column} if isinstance(metric, Target) else set())


def loss_at(table: EncodedTable, problem: Problem, node: tuple[int, ...]) -> float:
    """Return the loss of a node, whatever metric chose it."""
    loss = Loss()
    costs = loss.costs(table.dimensions, table.base, [1.0] * len(table.names))
    everything = Problem(table.dimensions, table.base, problem.models, costs, table.rows)
    cost = look_at(everything, table.base, node).cost
    return loss.reported(cost, len(table.names), table.rows)


def _plan(
    table: EncodedTable,
    problem: Problem,
    found: Found,
    metric: Metric,
    hierarchies: Mapping[str, Hierarchy],
    asked: Sequence[PrivacyModel],
) -> ProtectionPlan:
    seen = verdict_at(problem, problem.base, found.node)
    levels = problem.levels(found.node)
    dimensions = table.dimensions
    # From the node itself, so that the figure does not hang on the order of the sums.
    cost = look_at(problem, problem.base, found.node).cost
    reported = metric.reported(cost, len(dimensions), table.rows)
    return ProtectionPlan(
        generalisations=tuple(
            Generalisation(
                column=name,
                hierarchy=hierarchies[name].spec,
                chosen=(level,),
                levels=hierarchies[name].levels,
            )
            for name, level in zip(table.names, levels, strict=True)
        ),
        stages=(Stage(levels=levels, kept_classes=kept_classes(table, seen)),),
        k=max((m.k for m in asked if isinstance(m, KAnonymity)), default=1),
        l_diversity={m.column: m.l for m in asked if isinstance(m, DistinctDiversity)},
        suppressed_subjects=table.lost_subjects(~seen.kept[seen.groups][table.of_row]),
        suppressed_rows=found.suppressed,
        loss=loss_at(table, problem, found.node),
        metric=metric.name,
        cost=reported,
        least_cost=reported
        if found.optimal
        else min(metric.reported(found.bound, len(dimensions), table.rows), reported),
        checked=found.checked,
        nodes=int(np.prod([d.choices for d in dimensions], dtype=object)) if dimensions else 1,
        optimal=found.optimal,
    )


def kept_classes(table: EncodedTable, seen: Verdict) -> tuple[tuple[str | None, ...], ...]:
    """Return the combinations that a node releases, as they are spelt, in rising order."""
    if not table.dimensions:
        return ((),) * int(seen.kept.sum())
    kept = seen.kept & (seen.classes.rows > 0)  # not those that only a population has
    columns = [
        dimension.labels[position].take(pa.array(codes[kept])).to_pylist()
        for dimension, position, codes in zip(
            table.dimensions, seen.classes.node, seen.classes.codes, strict=True
        )
    ]
    combinations = zip(*columns, strict=True)
    return tuple(sorted(combinations, key=lambda c: [(v is not None, v or "") for v in c]))
