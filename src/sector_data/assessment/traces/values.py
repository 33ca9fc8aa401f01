"""Values of single columns: those that one subject alone has, and the smallest and largest.

What lives here: their search in the released columns. What does not: documents
(:mod:`sector_data.assessment.traces.metadata`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import expm1

import numpy as np

from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.assessment.traces.chance import THREE_DEVIATIONS
from sector_data.assessment.traces.found import (
    Counts,
    Outcome,
    about,
    against_control,
    concluded,
    shortage,
)
from sector_data.assessment.traces.numbers import is_ordered, limits_of, numbers_of, unit_of
from sector_data.assessment.traces.sides import Sides
from sector_data.spec.evidence.traces import Severity, TraceFinding

FEW = 5
"""An extreme that as many subjects have is nobody's; NHS England's and Eurostat's smallest count
of a cell."""
TAIL = 0.02
"""Share of the source beyond which a value is one of the tail's."""

KEEPING = frozenset(
    {"keep", "generalise", "share-items", "top-bottom", "rank-swap", "pram", "shift-date"}
)
"""Transforms that may release values of the source as they are: of `shift-date` the time of day."""


def severity_of(sides: Sides, column: str) -> Severity:
    """Say whether the plan explains that a column has values of the source."""
    transform = sides.transforms.get(column)
    if sides.made == "synthetic" or transform is None:
        return "serious"
    return "expected" if transform.kind in KEEPING else "serious"


def find_single_values(sides: Sides, *, apart: Collection[str] = ()) -> Outcome:
    """Search each released column for values that only one subject has.

    Parameters
    ----------
    sides
        The tables, with the values of the source as they are there.
    apart
        Counters: running numbers meet whatever they count.
    """
    columns = [name for name in sides.columns if name not in apart]
    counted = {name: _single(sides, name) for name in columns}
    told = [name for name, counts in counted.items() if counts.people[: sides.subjects].any()]
    if not told:
        return concluded(
            "single-values",
            len(columns),
            why_not="nothing-single" if columns else "nothing-to-compare",
        )
    findings = [
        against_control(
            sides,
            counted[name],
            about(
                "single-values",
                severity_of(sides, name),
                column=name,
            ),
            tests=len(told),
        )
        for name in told
    ]
    return concluded("single-values", len(columns), findings, shortage(sides))


def _single(sides: Sides, name: str) -> Counts:
    column = sides.coded(name)
    return Counts.of(sides, column.people, column.size, column.released)


def find_extremes(sides: Sides, *, apart: Collection[str] = ()) -> Outcome:
    """Search the released columns for the smallest and the largest value of the source.

    Interval labels count by their limits. Only extremes that fewer than five subjects have are
    looked at, and none that the control group has, too.

    Chance is what it takes to hit the value blindly: the released values beyond the source's outer
    fiftieth, thrown evenly over that tail in steps of the value's own unit. So 99,999.37 is hardly
    ever hit by chance and 90 years often.
    """
    columns = [
        name
        for name in sides.columns
        if name not in apart
        and is_ordered(sides.source.column(name))
        and _released(sides, name) is not None
    ]
    findings = [
        finding for name in columns for finding in _extremes(sides, name, tests=2 * len(columns))
    ]
    return concluded("extremes", len(columns), findings, None if columns else "nothing-to-compare")


def _released(sides: Sides, name: str) -> Floats | None:
    """Return the numbers that a released column tells."""
    values = sides.release.column(name)
    if is_ordered(values):
        return numbers_of(values)
    limits = limits_of(values, sides.source.column(name).type)
    return None if limits is None else limits[1]


def _extremes(sides: Sides, name: str, *, tests: int) -> Iterator[TraceFinding]:
    released = _released(sides, name)
    if released is None:
        return
    for end, extreme, known in few_at_the_ends(sides, numbers_of(sides.people(name))):
        sign = 1.0 if end == "largest" else -1.0
        chance = blind_hit(sign * known, sign * released, sign * extreme)
        if chance > 0.05 or not np.any(released == extreme):
            continue
        yield about("extremes", severity_of(sides, name), column=name, method=end).model_copy(
            update={
                "count": 1,
                "looked_at": 1,
                "share": 1.0,
                "by_chance": chance,
                "verdict": "found" if chance <= THREE_DEVIATIONS / tests else "cannot tell",
            }
        )


def few_at_the_ends(sides: Sides, numbers: Floats) -> Iterator[tuple[str, float, Floats]]:
    """Yield the smallest and the largest value of the source, where few subjects have it and the
    control does not, with all values of the source.

    Parameters
    ----------
    numbers
        Of the source's rows and then of the control's.
    """
    rows = sides.source.rows
    known = numbers[:rows][np.isfinite(numbers[:rows])]
    if not len(known):
        return
    for end, extreme in (("smallest", float(known.min())), ("largest", float(known.max()))):
        holders = len(np.unique(sides.owners[:rows][numbers[:rows] == extreme]))
        if holders < FEW and not np.any(numbers[rows:] == extreme):
            yield end, extreme, known


def blind_hit(known: Floats, released: Floats, extreme: float) -> float:
    """Return the chance that blind values in the upper tail hit the largest of the source."""
    begin = float(np.quantile(known, 1 - TAIL))
    width = extreme - begin
    if width <= 0:
        return 1.0
    steps = max(width / unit_of([extreme]), 1.0)
    thrown = int(np.count_nonzero(released >= begin))
    return float(-expm1(-thrown / steps))
