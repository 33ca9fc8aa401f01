"""A look at one node in numpy: what it suppresses, what it costs, what that says of others.

What lives here: the look that every model and metric can take, the twin of the compiled one. What
does not: the order in which nodes are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Flags, Integers
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.metrics.metric import LevelCosts, NodeClasses
from sector_data.anonymise.models import AverageRisk
from sector_data.anonymise.search.problem import Problem
from sector_data.anonymise.tables import Node, group, merge


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one node.

    Attributes
    ----------
    suppressed
        Rows that it suppresses.
    forced
        Rows that every finer node suppresses at least.
    allowed
        Whether it stays within the allowance.
    dead
        Whether no finer node does.
    cost
        Of an allowed node.
    extra
        For each dimension, what suppression adds at least at the positions up to the node's; None
        for class costs and where nothing is known.
    least
        Least cost of every coarser node; minus infinity when nothing is known.
    """

    suppressed: int
    forced: int
    allowed: bool
    dead: bool
    cost: float
    extra: tuple[Floats, ...] | None
    least: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The classes of a node and what becomes of them.

    Attributes
    ----------
    groups
        Class of the node of each class of the table that it was looked at from.
    classes
        The node's classes.
    kept
        Which are released.
    failing
        Which fail a monotone model: every finer node suppresses their rows too.
    """

    groups: Integers
    classes: NodeClasses
    kept: Flags
    failing: Flags


def verdict_at(problem: Problem, table: NodeClasses, node: Node) -> Verdict:
    """Decide which classes of a node are released."""
    groups, count = group(table, node, problem.dimensions)
    classes = merge(table, node, problem.dimensions, groups, count)
    of_table = [m for m in problem.models if m.scope == "table"]
    if of_table:
        # Classes of one size are given up in the order of their numbers.
        order = _order(problem, classes)
        place = np.empty(count, dtype=np.int64)
        place[order] = np.arange(count)
        groups = place[groups]
        classes = merge(table, node, problem.dimensions, groups, count)
    kept = np.ones(count, dtype=np.bool_)
    for model in problem.models:
        if model.scope == "class" and model.monotone:
            kept &= model.met(classes.statistics)
    failing = ~kept
    for model in problem.models:
        if model.scope == "class" and not model.monotone:
            kept &= model.met(classes.statistics)
    if classes.statistics.population is not None:
        # A class that only the population has loses nothing, and models of presence count it.
        kept |= classes.statistics.rows == 0
    for model in of_table:
        if kept.any():
            kept[kept] = model.met(classes.statistics.only(kept))
    return Verdict(groups, classes, kept, failing)


def _order(problem: Problem, classes: NodeClasses) -> Integers:
    """Order classes by what giving them up loses (as ARX 3.9.2 does), then by their codes."""
    lost = np.ones(len(classes.rows))
    if isinstance(problem.costs, LevelCosts) and problem.costs.gains is not None:
        total = float(problem.base.rows.sum())
        for gains, position, codes in zip(
            problem.costs.gains, classes.node, classes.codes, strict=True
        ):
            lost *= 1 + classes.rows * (1 - gains[position][codes] * total)
    return np.lexsort([*reversed(classes.codes), lost])


def look_at(problem: Problem, table: NodeClasses, node: Node) -> Look:
    """Look at a node from the classes of a finer one."""
    seen = verdict_at(problem, table, node)
    rows = seen.classes.rows
    suppressed = int(rows[~seen.kept].sum())
    certain = int(rows[seen.failing].sum())
    forced = certain + _also_forced(problem, seen, suppressed - certain)
    allowed, dead = suppressed <= problem.allowance, forced > problem.allowance
    costs = problem.costs
    if isinstance(costs, LevelCosts):
        cost = _level_cost(problem, costs, seen) if allowed else np.inf
        extra = None
        if not dead and forced:
            extra = _extra(problem, costs, table, seen, certain, forced)
        return Look(suppressed, forced, allowed, dead, cost, extra, -np.inf)
    cost = costs.cost(seen.classes, seen.kept) if allowed else np.inf
    least = costs.cost(seen.classes, np.ones(len(rows), dtype=np.bool_))
    return Look(suppressed, forced, allowed, dead, cost, None, least)


def _also_forced(problem: Problem, seen: Verdict, others: int) -> int:
    """Return the rows that finer nodes lose at least for models that are not monotone."""
    if not others or seen.classes.statistics.people is not None:
        return 0
    loose = [m for m in problem.models if not m.monotone]
    if all(isinstance(m, AverageRisk) for m in loose):
        # The largest classes that pass on average hold no fewer rows at a coarser node, as long as
        # a class has as many subjects as rows.
        same = np.array_equal(seen.classes.statistics.subjects, seen.classes.statistics.rows)
        return others if same else 0
    lost = np.zeros(len(seen.kept), dtype=np.bool_)
    for model in loose:
        if model.scope == "class" and model.mergeable:
            lost |= ~model.met(seen.classes.statistics)
    return int((lost & ~seen.failing & (seen.classes.rows > 0)).sum())


def counted(groups: Integers, rows: Floats, size: int) -> Floats:
    """Sum rows by group; shape (size,)."""
    return np.asarray(np.bincount(groups, rows, size), dtype=np.float64)


def _level_cost(problem: Problem, costs: LevelCosts, seen: Verdict) -> float:
    classes, gone = seen.classes, ~seen.kept
    terms = []
    for d, dimension in enumerate(problem.dimensions):
        position = classes.node[d]
        rows = counted(classes.codes[d][gone], classes.rows[gone], dimension.size(position))
        extra = costs.suppression(d, position, rows) if len(classes.rows) else 0.0
        terms.append(float(costs.floors[d][position]) + extra)
    return costs.joined(terms)


def _extra(
    problem: Problem,
    costs: LevelCosts,
    table: NodeClasses,
    seen: Verdict,
    certain: int,
    forced: int,
) -> tuple[Floats, ...]:
    """Return what finer nodes pay at least for rows that they suppress as well.

    Positions below the table's use the table's groups, which lose at least as much as finer ones,
    so the bound stays one.
    """
    gone = seen.failing[seen.groups]
    result = []
    for d, dimension in enumerate(problem.dimensions):
        here, there = table.node[d], seen.classes.node[d]
        rows = counted(table.codes[d][gone], table.rows[gone], dimension.size(here))
        extra = np.zeros(there + 1)
        for position in range(here, there + 1):
            merged = counted(dimension.step(here, position), rows, dimension.size(position))
            extra[position] = costs.suppression(d, position, merged)
        extra[:here] = extra[here]
        if forced > certain:
            for position in range(there + 1):
                marginal = counted(
                    dimension.groups[position], dimension.counts, dimension.size(position)
                )
                least = costs.cheapest(d, position, marginal, forced)
                extra[position] = max(extra[position], least)
        result.append(extra)
    return tuple(result)
