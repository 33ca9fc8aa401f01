"""The search in C, for the models and metrics that it knows.

What lives here: how a problem is put for :mod:`sector_data.kernels.searching`, and whether it can
be. What does not: any decision about classes; whoever uses what is found decides them in numpy.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from sector_data.anonymise.classes import Integers
from sector_data.anonymise.metrics.metric import LevelCosts
from sector_data.anonymise.models import (
    AverageRisk,
    DistinctDiversity,
    EstimatedKMap,
    KAnonymity,
    MaximumRisk,
    TCloseness,
)
from sector_data.anonymise.models.model import TOLERANCE
from sector_data.anonymise.models.sizes import smallest_class
from sector_data.anonymise.search.anytime import Budget
from sector_data.anonymise.search.exact import climbs_of
from sector_data.anonymise.search.looking import Look
from sector_data.anonymise.search.problem import Found, Problem
from sector_data.anonymise.tables import Node
from sector_data.kernels.searching import Axis, Base, Closeness, CompiledSearch, Sets, fits


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the models come to, as far as the kernels know them."""

    k: int
    diversity: tuple[DistinctDiversity, ...]
    closeness: TCloseness | None
    average: float


def _asked(problem: Problem) -> _Asked | None:
    """Return what is asked, or None when a model is not among those that the kernels know."""
    statistics = problem.base.statistics
    k, average = 1, 0.0
    diversity: list[DistinctDiversity] = []
    closeness: TCloseness | None = None
    for model in problem.models:
        if isinstance(model, KAnonymity):
            k = max(k, model.k)
        elif isinstance(model, MaximumRisk):
            k = max(k, smallest_class(model.risk))
        elif isinstance(model, EstimatedKMap):
            k = max(k, model.least)
        elif isinstance(model, DistinctDiversity):
            diversity.append(model)
        elif isinstance(model, TCloseness) and model.distance == "equal" and closeness is None:
            closeness = model
        elif isinstance(model, AverageRisk) and not average:
            average = model.risk
        else:
            return None
    if not np.all(statistics.rows > 0):
        return None
    alone = statistics.people is None and np.array_equal(statistics.rows, statistics.subjects)
    if (closeness is not None or average) and not alone:
        return None
    if closeness is not None:
        histogram = statistics.histogram(closeness.column)
        if not np.array_equal(histogram.totals, histogram.holders):
            return None
    return _Asked(k, tuple(diversity), closeness, average)


def _sets(problem: Problem, asked: _Asked) -> list[Sets]:
    statistics = problem.base.statistics
    found = []
    people = statistics.people
    if people is not None and asked.k > 1:
        found.append(_pairs(asked.k, people.owners, people.subjects, statistics.classes))
    for model in asked.diversity:
        histogram = statistics.histogram(model.column)
        found.append(Sets(model.l, histogram.offsets, histogram.values.astype(np.int32)))
    return found


def _pairs(threshold: int, owners: Integers, things: Integers, classes: int) -> Sets:
    order = np.argsort(owners, kind="stable")
    offsets = np.zeros(classes + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=classes), out=offsets[1:])
    return Sets(threshold, offsets, things[order].astype(np.int32))


def _split(problem: Problem, model: TCloseness, sets: list[Sets]) -> Base:
    """Return a base table with a row for each class and sensitive value."""
    base = problem.base
    histogram = base.statistics.histogram(model.column)
    kinds = len(model.whole)
    rows = base.statistics.rows
    gaps = np.flatnonzero(rows > histogram.holders)
    owners = np.concatenate([histogram.owners, gaps])
    return Base(
        [codes[owners] for codes in base.codes],
        np.concatenate([histogram.counts, (rows - histogram.holders)[gaps]]),
        [_repeated(one, owners) for one in sets],
        Closeness(
            np.concatenate([histogram.values, np.full(len(gaps), kinds, dtype=np.int64)]),
            model.whole,
            model.t + TOLERANCE * max(model.t, 1e-3),
        ),
    )


def _repeated(sets: Sets, owners: Integers) -> Sets:
    many = np.diff(sets.offsets)[owners]
    offsets = np.zeros(len(owners) + 1, dtype=np.int64)
    np.cumsum(many, out=offsets[1:])
    within = np.arange(int(many.sum())) - np.repeat(offsets[:-1], many)
    things = sets.things[np.repeat(sets.offsets[owners], many) + within]
    return Sets(sets.threshold, offsets, things)


def _axes(problem: Problem) -> list[Axis]:
    costs = problem.costs
    axes = []
    for d, (dimension, climbs) in enumerate(
        zip(problem.dimensions, climbs_of(problem), strict=True)
    ):
        sizes = [dimension.size(p) for p in range(len(dimension.levels))]
        gains = tuple(np.zeros(size) for size in sizes)
        floors, weight = np.zeros(len(sizes)), 1.0
        if isinstance(costs, LevelCosts):
            floors, weight = costs.floors[d], costs.weights[d]
            gains = gains if costs.gains is None else costs.gains[d]
        axes.append(Axis(dimension.groups, sizes, gains, floors, climbs, dimension.levels, weight))
    return axes


@contextmanager
def opened(problem: Problem) -> Iterator[CompiledSearch | None]:
    """Open a search in C; gives None when the kernels cannot take the problem on."""
    costs = problem.costs
    asked = _asked(problem)
    aggregate = costs.aggregate if isinstance(costs, LevelCosts) else costs.compiled
    if asked is None or aggregate is None:
        yield None
        return
    sets = _sets(problem, asked)
    if asked.closeness is None:
        base = Base(problem.base.codes, problem.base.statistics.rows, sets)
    else:
        base = _split(problem, asked.closeness, sets)
    axes = _axes(problem)
    if not fits(axes, base):
        yield None
        return
    entropy = isinstance(costs, LevelCosts) and costs.gains is None
    with CompiledSearch(
        axes,
        base,
        asked.k,
        problem.allowance,
        asked.average,
        aggregate,
        "entropy" if entropy else "gain",
    ) as search:
        yield search


def exactly(search: CompiledSearch) -> Found | None:
    """Search the whole lattice."""
    best = search.exactly()
    if best is None:
        return None
    return Found(best.node, best.value, best.suppressed, best.checked, best.value)


def within(search: CompiledSearch, budget: Budget) -> Found | None:
    """Search a lattice of any size as far as the budget goes."""
    best = search.within(budget.nodes, math.inf if budget.seconds is None else budget.seconds)
    if best is None:
        return None
    return Found(best.node, best.value, best.suppressed, best.checked, best.bound)


def look(problem: Problem, search: CompiledSearch, node: Node) -> Look:
    """Look at one node."""
    seen = search.look(node)
    extra = None
    if isinstance(problem.costs, LevelCosts) and not seen.dead and seen.forced:
        starts = np.cumsum([0, *problem.shape])
        extra = tuple(
            seen.extra[start : start + p + 1] for start, p in zip(starts[:-1], node, strict=True)
        )
    return Look(
        seen.suppressed,
        seen.forced,
        seen.allowed,
        seen.dead,
        seen.value if seen.allowed else np.inf,
        extra,
        seen.least if seen.least > 0 else -np.inf,
    )
