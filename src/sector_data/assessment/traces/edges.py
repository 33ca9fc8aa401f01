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
import pyarrow as pa

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
from sector_data.spec.evidence.traces import TraceFinding

_DAY = 86_400.0
_FEWEST_BINS = 4
_FEWEST_IN_A_BIN = 10
_NATURAL = 0.25
"""Chi-square by its degrees of freedom half-way between the limits: of quantiles it is about a
half there, of a draw 1, of values at even steps nearly 0."""


def find_bin_edges(sides: Sides) -> Outcome:
    """Search released intervals for limits that are values or quantiles of the source.

    Values
        Limits and source values are compared on the coarsest round grid that all limits lie on.
        Where the source fills a share p of the grid between its ends, a limit meets a value with
        the chance p (binomial test).
    Quantiles
        People fall into intervals unevenly by at least the chance of a draw. Where they are more
        even than that (chi-square below its lower tail), and not so half-way between the limits,
        the intervals were cut to be even.

    Limits at the first of months, on one day of the week or at full hours are the calendar's, and
    values may well be there.
    """
    columns = [
        name
        for name in sides.columns
        if is_ordered(sides.source.column(name))
        and limits_of(sides.release.column(name), sides.source.column(name).type) is not None
    ]
    findings = [finding for name in columns for finding in _edges(sides, name, 2 * len(columns))]
    return concluded("bin-edges", len(columns), findings, None if columns else "nothing-to-compare")


def _edges(sides: Sides, name: str, tests: int) -> Iterator[TraceFinding]:
    limits = limits_of(sides.release.column(name), sides.source.column(name).type)
    numbers = numbers_of(sides.source.column(name))
    numbers = numbers[np.isfinite(numbers)]
    if limits is None or not len(numbers):
        return
    lower, every = limits
    inside = every[(every >= numbers.min()) & (every <= numbers.max())]
    kind = sides.source.column(name).type
    if len(inside) > 1 and not _of_the_calendar(every, kind):
        hits = int(np.isin(inside, numbers).sum())
        chance = _filled(numbers, _DAY if pa.types.is_timestamp(kind) else unit_of(inside))
        if binomial_tail(hits, len(inside), chance) <= THREE_DEVIATIONS / tests:
            yield _finding(name, "values", hits, len(inside), chance)
    cuts = lower[(lower > numbers.min()) & (lower <= numbers.max())]
    if len(cuts) + 1 >= _FEWEST_BINS and len(numbers) >= _FEWEST_IN_A_BIN * (len(cuts) + 1):
        rare = THREE_DEVIATIONS / tests
        too_even = chi_square_below(_unevenness(numbers, cuts), len(cuts)) <= rare
        if too_even and not _even_by_nature(numbers, cuts, rare):
            yield _finding(name, "quantiles", len(cuts), len(cuts), None)


def _unevenness(numbers: Floats, cuts: Floats) -> float:
    """Return chi-square of the people between cuts, and beyond the outer ones, against as many in
    each part."""
    counts = np.bincount(np.searchsorted(cuts, numbers, side="right"), minlength=len(cuts) + 1)
    expected = len(numbers) / len(counts)
    return float(((counts - expected) ** 2).sum() / expected)


def _even_by_nature(numbers: Floats, cuts: Floats, rare: float) -> bool:
    """Say whether values lie evenly wherever they are cut, as hourly readings do in days."""
    between = (cuts[1:] + cuts[:-1]) / 2
    inside = numbers[(numbers >= between[0]) & (numbers < between[-1])]
    freedom = len(between) - 2
    if not len(inside) or freedom < 1:
        return False
    uneven = _unevenness(inside, between[1:-1])
    return uneven <= _NATURAL * freedom and chi_square_below(uneven, freedom) <= rare


def _of_the_calendar(limits: Floats, kind: pa.DataType) -> bool:
    """Say whether limits are those that anybody would cut days or instants at."""
    if not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        return False
    days = limits / _DAY if pa.types.is_timestamp(kind) else limits
    if np.any(days % 1 != 0):
        return bool(np.all(limits % 3600 == 0))
    dates = days.astype("datetime64[D]")
    first = dates == dates.astype("datetime64[M]")
    return bool(first.all() or len(np.unique(days % 7)) == 1)


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
