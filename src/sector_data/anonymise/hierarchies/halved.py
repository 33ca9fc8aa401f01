"""Levels between those of a hierarchy that names its values.

What lives here: groups halved until they are single, and what their halves are called. What does
not: intervals of numbers, whose widths can simply be doubled
(:mod:`sector_data.anonymise.hierarchies.between`).

The children of a group are taken in the order in which the hierarchy names them, so that the levels
hang on nothing of the data. Values keep their groups: a half lies in one group of the level above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.files import Listed
from sector_data.anonymise.hierarchies.hierarchy import LeafHierarchy, canonical_text
from sector_data.spec.hierarchies import HalvedHierarchy

SEPARATOR = " | "
"""Between the names of a half that has no name of its own."""

_RANGE = re.compile(r"(\d{1,15})(?:-(\d{1,15}))?")


class Halved(LeafHierarchy):
    """A hierarchy of a file with halves of its groups.

    A half is called by what it joins, ``Canada | Mexico``, or ``20-22`` where that is a row of
    whole numbers. Loss counts leaves, as on the levels of the file.

    Attributes
    ----------
    own
        Which levels are those of the hierarchy that was halved, by its level.
    """

    spec: HalvedHierarchy

    def __init__(self, inner: Listed) -> None:
        self.spec = HalvedHierarchy(of=inner.spec)
        self.leaves = inner.leaves
        self._inner = inner
        columns: list[list[str]] = []
        own = []
        for level in range(inner.levels - 1):
            fine = _names(inner, level)
            own.append(len(columns))
            columns.append(fine)
            columns += _halves(fine, _names(inner, level + 1))
        own.append(len(columns))
        self.own = tuple(own)
        self.levels = len(columns) + 1
        self._columns = [pa.array(column, pa.string()) for column in columns]

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        places = pc.index_in(canonical_text(distinct), self.leaves)
        if places.null_count:
            self._inner._labels(distinct, 0)  # says how many values the file does not name
        return self._columns[level].take(places)


def _names(inner: LeafHierarchy, level: int) -> list[str]:
    names: list[str] = inner.generalise(inner.leaves, level).to_pylist()
    return names


def _halves(fine: Sequence[str], coarse: Sequence[str]) -> list[list[str]]:
    """Return the names of all leaves on the levels between two, from fine to coarse."""
    # In the order of the leaves: dictionaries keep it.
    children: dict[str, dict[str, None]] = {}
    for child, parent in zip(fine, coarse, strict=True):
        children.setdefault(parent, {})[child] = None
    taken = {*fine, *coarse}
    halves = {name: path for group in children.values() for name, path in _paths([*group], taken)}
    depth = max(len(path) for path in halves.values()) - 1
    return [
        [halves[name][min(cut, len(halves[name]) - 1)] for name in fine]
        for cut in range(depth - 1, 0, -1)
    ]


def _paths(names: list[str], taken: set[str]) -> list[tuple[str, list[str]]]:
    """Return what each member of a group is called from the whole group down to itself."""
    if len(names) == 1:
        return [(names[0], names)]
    label = joined(names)
    if label in taken:
        # It would be taken for another group.
        label = SEPARATOR.join(names)
    middle = (len(names) + 1) // 2
    halves = _paths(names[:middle], taken) + _paths(names[middle:], taken)
    return [(name, [label, *path]) for name, path in halves]


def joined(names: Sequence[str]) -> str:
    """Return what several names together are called.

    >>> joined(["0-4", "5-9"]), joined(["7", "8", "9"]), joined(["Canada", "Mexico"])
    ('0-9', '7-9', 'Canada | Mexico')
    """
    if len(names) == 1:
        return names[0]
    ranges = [_RANGE.fullmatch(name) for name in names]
    if all(ranges):
        ends = [(int(m[1]), int(m[2] or m[1])) for m in ranges if m is not None]
        plain = all(str(int(m[1])) == m[1] for m in ranges if m is not None)
        if plain and all(a[1] + 1 == b[0] for a, b in pairwise(ends)):
            return f"{ends[0][0]}-{ends[-1][1]}"
    return SEPARATOR.join(names)
