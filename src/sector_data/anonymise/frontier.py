"""The frontier of risk and utility: what each of many settings would cost.

What lives here: one search for each combination of privacy models and suppression limit, over a
table that is encoded once. What does not: printing and drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pyarrow as pa

from sector_data.anonymise.classes import SensitiveColumn
from sector_data.anonymise.encoding import EncodedTable
from sector_data.anonymise.hierarchies import Hierarchy
from sector_data.anonymise.metrics import Loss, Metric, Target
from sector_data.anonymise.models import PrivacyModel
from sector_data.anonymise.protect import counted_columns, loss_at
from sector_data.anonymise.refusal import refusal, spell
from sector_data.anonymise.search import Budget, search
from sector_data.anonymise.search.looking import verdict_at
from sector_data.anonymise.search.running import MOST_NODES

_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """What one setting would give.

    Attributes
    ----------
    models
        The models asked for, in words: ``5-anonymity``.
    suppression_limit
        Largest share of rows to leave out.
    feasible
        Whether some generalisation satisfies the models within the limit. When none does, the
        figures below are None and `fix` says what would pass.
    levels
        Level of each quasi-identifier, by name.
    loss
        Generalisation and suppression loss, in [0, 1] (:mod:`sector_data.anonymise.loss`).
    cost
        Figure of the metric that was minimised.
    suppressed_rows, suppressed_subjects
        What is left out.
    classes
        Equivalence classes that are released.
    highest_risk
        One over the subjects of the smallest class (prosecutor risk); 0 when nothing is released.
    average_risk
        Classes over the sum of their subjects (marketer risk); 0 when nothing is released.
    optimal
        Whether no generalisation costs less.
    fix
        The smallest change that would pass; None when the setting is feasible.
    """

    models: tuple[str, ...]
    suppression_limit: float
    feasible: bool
    levels: Mapping[str, int] | None = None
    loss: float | None = None
    cost: float | None = None
    suppressed_rows: int | None = None
    suppressed_subjects: int | None = None
    classes: int | None = None
    highest_risk: float | None = None
    average_risk: float | None = None
    optimal: bool | None = None
    fix: str | None = None


def frontier(
    *,
    quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
    hierarchies: Mapping[str, Hierarchy],
    models: Iterable[Sequence[PrivacyModel]],
    suppression_limits: Sequence[float],
    metric: Metric | None = None,
    weights: Mapping[str, float] = MappingProxyType({}),
    fixed_levels: Mapping[str, int] = _NONE,
    lowest_levels: Mapping[str, int] = _NONE,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
    most_nodes: int = MOST_NODES,
    budget: Budget | None = None,
) -> Iterator[FrontierPoint]:
    """Give what each combination of models and limit would cost, one after the other.

    Parameters
    ----------
    models
        Lists of models; each is asked for as a whole.
    suppression_limits
        Shares of rows; every list of models is tried with each.
    quasi_identifiers, hierarchies, metric, weights, fixed_levels, lowest_levels, subjects
        As for :func:`sector_data.anonymise.protect.plan_protection`.
    sensitive, most_nodes, budget
        As there.

    Raises
    ------
    InputError
        As there.
    """
    lists = [list(asked) for asked in models]
    chosen = Loss() if metric is None else metric
    table = EncodedTable.of(
        quasi_identifiers=quasi_identifiers,
        hierarchies=hierarchies,
        fixed_levels=fixed_levels,
        lowest_levels=lowest_levels,
        subjects=subjects,
        sensitive=sensitive,
        counted=set().union(*(counted_columns(asked) for asked in lists)),
        target=chosen.column if isinstance(chosen, Target) else None,
    )
    fixed = tuple(name for name in quasi_identifiers if name in fixed_levels)
    for asked in lists:
        for limit in suppression_limits:
            yield _point(table, asked, limit, chosen, weights, fixed, most_nodes, budget)


def _point(
    table: EncodedTable,
    models: Sequence[PrivacyModel],
    limit: float,
    metric: Metric,
    weights: Mapping[str, float],
    fixed: Sequence[str],
    most_nodes: int,
    budget: Budget | None,
) -> FrontierPoint:
    problem = table.problem(models, metric, weights, limit)
    found = search(problem, most_nodes=most_nodes, budget=budget)
    words = tuple(spell(model) for model in models)
    if found is None:
        top = verdict_at(problem, problem.base, problem.top).classes.statistics
        refused = refusal(top, models, allowance=problem.allowance, limit=limit, fixed=fixed)
        return FrontierPoint(words, limit, False, fix=refused.fix)
    seen = verdict_at(problem, problem.base, found.node)
    people = seen.classes.statistics.subjects[seen.kept]
    return FrontierPoint(
        words,
        limit,
        True,
        MappingProxyType(dict(zip(table.names, problem.levels(found.node), strict=True))),
        loss_at(table, problem, found.node),
        metric.reported(found.cost, len(table.names), table.rows),
        found.suppressed,
        table.lost_subjects(~seen.kept[seen.groups][table.of_row]),
        int(seen.kept.sum()),
        1 / float(people.min()) if len(people) else 0.0,
        len(people) / float(people.sum()) if len(people) else 0.0,
        found.optimal,
    )
