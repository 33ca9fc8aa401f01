"""Limits of released intervals that come from the source's own values.

What lives here: two tests of the limits, against the values of the source and against its
quantiles. What does not: the smallest and largest value
(:mod:`sector_data.assessment.traces.values`).

Intervals of equally many people have their limits at order statistics: whoever reads them knows
somebody's exact value, and how many people are below. Limits on a public grid tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.traces.chance import (
    THREE_DEVIATIONS,
    binomial_tail,
    chi_square_below,
)
from sector_data.assessment.traces.found import Outcome, about, concluded
from sector_data.assessment.traces.numbers import (
    is_ordered,
    limits_of,
    numbers_of,
    on_lattice,
    unit_of,
)
from sector_data.assessment.traces.sides import Sides
from sector_data.spec.trace_evidence import TraceFinding

_FEWEST_BINS = 4
_FEWEST_IN_A_BIN = 10


def find_bin_edges(sides: Sides) -> Outcome:
    """Search released intervals for limits that are values or quantiles of the source.

    Values
        Limits and source values are compared on the coarsest round grid that all limits lie on.
        Where the source fills a share p of the grid between its ends, a limit meets a value with
        the chance p (binomial test).
    Quantiles
        People fall into intervals unevenly by at least the chance of a draw. Where they are more
        even than that (chi-square below its lower tail), the intervals were cut to be even.
    """
    columns = [
        name
        for name in sides.columns
        if is_ordered(sides.source.column(name))
        and limits_of(sides.release.column(name)) is not None
    ]
    findings = [finding for name in columns for finding in _edges(sides, name, 2 * len(columns))]
    return concluded("bin-edges", len(columns), findings, None if columns else "nothing-to-compare")


def _edges(sides: Sides, name: str, tests: int) -> Iterator[TraceFinding]:
    limits = limits_of(sides.release.column(name))
    numbers = numbers_of(sides.source.column(name))
    numbers = numbers[np.isfinite(numbers)]
    if limits is None or not len(numbers):
        return
    lower, every = limits
    inside = every[(every >= numbers.min()) & (every <= numbers.max())]
    if len(inside) > 1:
        hits = int(np.isin(inside, numbers).sum())
        chance = _filled(numbers, unit_of(inside))
        if binomial_tail(hits, len(inside), chance) <= THREE_DEVIATIONS / tests:
            yield _finding(name, "values", hits, len(inside), chance)
    cuts = lower[(lower > numbers.min()) & (lower <= numbers.max())]
    counts = np.bincount(np.searchsorted(cuts, numbers, side="right"), minlength=len(cuts) + 1)
    expected = len(numbers) / len(counts)
    if len(counts) >= _FEWEST_BINS and expected >= _FEWEST_IN_A_BIN:
        uneven = float(((counts - expected) ** 2).sum() / expected)
        if chi_square_below(uneven, len(counts) - 1) <= THREE_DEVIATIONS / tests:
            yield _finding(name, "quantiles", len(cuts), len(cuts), None)


def _filled(numbers: Floats, unit: float) -> float:
    """Return the share of a grid, between the ends of the values, that has values."""
    steps = np.rint(numbers[on_lattice(numbers, unit)] / unit)
    grid = np.floor(numbers.max() / unit) - np.ceil(numbers.min() / unit) + 1
    return float(min(1.0, len(np.unique(steps)) / max(grid, 1.0)))


def _finding(name: str, method: str, count: int, of: int, chance: float | None) -> TraceFinding:
    return about(
        "bin-edges",
        "serious",
        column=name,
        method=method,
    ).model_copy(
        update={
            "count": count,
            "looked_at": of,
            "share": count / of,
            "by_chance": chance,
            "verdict": "found",
        }
    )
