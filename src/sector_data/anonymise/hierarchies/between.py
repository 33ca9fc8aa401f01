"""Finer steps for a hierarchy: levels between those that it has.

What lives here: which levels are added to which kind of hierarchy. What does not: the halves of
named groups (:mod:`sector_data.anonymise.hierarchies.halved`).

Where classes have levels of their own, the more steps there are the less is lost: a class takes the
first that is coarse enough. Every step is fixed in the plan, and none hangs on single values.
"""

from __future__ import annotations

import pyarrow as pa

from sector_data.anonymise.hierarchies.age import Age
from sector_data.anonymise.hierarchies.files import Listed
from sector_data.anonymise.hierarchies.halved import Halved
from sector_data.anonymise.hierarchies.hierarchy import Hierarchy
from sector_data.anonymise.hierarchies.number import Number
from sector_data.sources.tables import one_array
from sector_data.spec.hierarchies import AgeHierarchy, NumberHierarchy

MOST_LEVELS = 24
"""Widths that are doubled so often have grown sixteen million times."""

_FINER = 8.0
"""How much finer than the first interval of real numbers the added ones begin."""


def between(
    hierarchy: Hierarchy, values: pa.Array | pa.ChunkedArray, lowest: int = 0
) -> tuple[Hierarchy, int]:
    """Return a hierarchy with levels between its own.

    The groups that a file names are halved again and again; intervals of numbers and ages double
    from level to level. Other hierarchies (dates, prefixes, codes, flat ones) stay as they are.

    Parameters
    ----------
    hierarchy
        As built for the column.
    values
        The column.
    lowest
        A level below which nothing may be released.

    Returns
    -------
    hierarchy, lowest
        The finer one, and the level of it that keeps as little as `lowest` does.
    """
    if lowest >= hierarchy.levels - 1:
        return hierarchy, lowest
    flat, spec = one_array(values), hierarchy.spec
    match hierarchy:
        case Listed():
            halved = Halved(hierarchy)
            return halved, halved.own[lowest]
        case Number() if isinstance(spec, NumberHierarchy):
            widths = _doubled(_first_of(hierarchy, spec, lowest), _extent(hierarchy))
            if widths:
                finer = Number(spec.model_copy(update={"widths": widths}), flat)
                return finer, min(lowest, 1)
        case Age() if isinstance(spec, AgeHierarchy):
            first = spec.widths[lowest - 1] if lowest else 1
            ages = tuple(int(width) for width in _doubled(float(first), float(spec.top)))
            if ages:
                return Age(spec.model_copy(update={"widths": ages}), flat), min(lowest, 1)
    return hierarchy, lowest


def _first_of(hierarchy: Number, spec: NumberHierarchy, lowest: int) -> float:
    widths = spec.widths or ()
    if lowest:
        return widths[lowest - 1]
    if hierarchy.leaf:
        return 2.0
    return widths[0] / _FINER if widths else 0.0


def _extent(hierarchy: Number) -> float:
    low, high = hierarchy.domain
    return high - low


def _doubled(first: float, extent: float) -> tuple[float, ...]:
    """Return widths from the first one on, as long as they divide the extent."""
    widths: list[float] = []
    while 0 < first < extent and len(widths) < MOST_LEVELS:
        widths.append(first)
        first *= 2
    return tuple(widths)
