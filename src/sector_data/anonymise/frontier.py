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
from sector_data.anonymise.refusal import Change, changes_that_pass, refusal, spell
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
    changes
        Each single change that would, to be tried in its turn; empty when the setting is feasible.
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
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Explorable:
    """A table encoded for many settings, and what they share.

    Attributes
    ----------
    table
        The encoded table.
    metric, weights
        What is minimised.
    fixed
        Quasi-identifiers whose level the search cannot choose.
    most_nodes, budget
        Limits of the search.
    """

    table: EncodedTable
    metric: Metric
    weights: Mapping[str, float]
    fixed: tuple[str, ...]
    most_nodes: int
    budget: Budget | None

    @classmethod
    def of(
        cls,
        *,
        quasi_identifiers: Mapping[str, pa.Array | pa.ChunkedArray],
        hierarchies: Mapping[str, Hierarchy],
        models: Iterable[Sequence[PrivacyModel]],
        metric: Metric | None = None,
        weights: Mapping[str, float] = MappingProxyType({}),
        fixed_levels: Mapping[str, int] = _NONE,
        lowest_levels: Mapping[str, int] = _NONE,
        subjects: pa.Array | pa.ChunkedArray | None = None,
        sensitive: Mapping[str, SensitiveColumn] = MappingProxyType({}),
        population: Mapping[str, pa.Array | pa.ChunkedArray] | None = None,
        most_nodes: int = MOST_NODES,
        budget: Budget | None = None,
    ) -> Explorable:
        """Encode a table; the parameters are those of :func:`frontier`.

        Raises
        ------
        InputError
            As there.
        """
        chosen = Loss() if metric is None else metric
        table = EncodedTable.of(
            quasi_identifiers=quasi_identifiers,
            hierarchies=hierarchies,
            fixed_levels=fixed_levels,
            lowest_levels=lowest_levels,
            subjects=subjects,
            sensitive=sensitive,
            counted=set().union(*(counted_columns(asked) for asked in models)),
            target=chosen.column if isinstance(chosen, Target) else None,
            population=population,
        )
        fixed = tuple(name for name in quasi_identifiers if name in fixed_levels)
        return cls(table, chosen, weights, fixed, most_nodes, budget)

    def point(self, models: Sequence[PrivacyModel], limit: float) -> FrontierPoint:
        """Return what a setting would give.

        Raises
        ------
        InputError
            If the lattice is too large and there is no budget.
        """
        problem = self.table.problem(models, self.metric, self.weights, limit)
        found = search(problem, most_nodes=self.most_nodes, budget=self.budget)
        if found is None:
            return self.refused(models, limit)
        table = self.table
        seen = verdict_at(problem, problem.base, found.node)
        statistics = seen.classes.statistics
        released = seen.kept & (statistics.rows > 0)  # not those that only a population has
        people = statistics.subjects[released]
        return FrontierPoint(
            tuple(spell(model) for model in models),
            limit,
            True,
            MappingProxyType(dict(zip(table.names, problem.levels(found.node), strict=True))),
            loss_at(table, problem, found.node),
            self.metric.reported(found.cost, len(table.names), table.rows),
            found.suppressed,
            table.lost_subjects(~seen.kept[seen.groups][table.of_row]),
            len(people),
            1 / float(people.min()) if len(people) else 0.0,
            len(people) / float(people.sum()) if len(people) else 0.0,
            found.optimal,
        )

    def refused(self, models: Sequence[PrivacyModel], limit: float) -> FrontierPoint:
        """Return a setting that nothing satisfies, with what would; nothing is searched."""
        problem = self.table.problem(models, self.metric, self.weights, limit)
        top = verdict_at(problem, problem.base, problem.top).classes.statistics
        allowed = problem.allowance
        told = refusal(top, models, allowance=allowed, limit=limit, fixed=self.fixed)
        return FrontierPoint(
            tuple(spell(model) for model in models),
            limit,
            False,
            fix=told.fix,
            changes=tuple(changes_that_pass(top, models, allowance=allowed, limit=limit)),
        )


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
    population: Mapping[str, pa.Array | pa.ChunkedArray] | None = None,
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
    sensitive, population, most_nodes, budget
        As there.

    Raises
    ------
    InputError
        As there.
    """
    lists = [list(asked) for asked in models]
    table = Explorable.of(
        quasi_identifiers=quasi_identifiers,
        hierarchies=hierarchies,
        models=lists,
        metric=metric,
        weights=weights,
        fixed_levels=fixed_levels,
        lowest_levels=lowest_levels,
        subjects=subjects,
        sensitive=sensitive,
        population=population,
        most_nodes=most_nodes,
        budget=budget,
    )
    for asked in lists:
        for limit in suppression_limits:
            yield table.point(asked, limit)
