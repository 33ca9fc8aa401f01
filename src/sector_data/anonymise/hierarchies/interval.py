"""Numbers in intervals between cuts that somebody named.

What lives here: the intervals, their labels, and what becomes of values outside of the bounds. What
does not: intervals of one width (:mod:`sector_data.anonymise.hierarchies.number`).
"""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pyarrow as pa

from sector_data.anonymise.hierarchies.checks import require_rules
from sector_data.anonymise.hierarchies.hierarchy import ROOT, Floats, IntervalHierarchy
from sector_data.anonymise.hierarchies.number import decimal_text, numbers_of
from sector_data.spec import hierarchies as specs
from sector_data.spec.hierarchy_rules import OTHER


class Interval(IntervalHierarchy):
    """Intervals such as ``< 18``, ``[18, 65)``, ``>= 65``, or names given to them.

    With bounds the outermost intervals name them (``[0, 18)``, ``[65, 120]``). Values outside count
    in the outermost interval, as bottom and top coding have it, or are ``other`` up to the top;
    what is no number has no place. Loss is measured on the range of the data that lies within the
    bounds; the leaf is 1 for integers and 0 for real numbers.
    """

    spec: specs.IntervalHierarchy

    def __init__(self, spec: specs.IntervalHierarchy, values: pa.Array) -> None:
        require_rules(spec)
        self.spec = spec
        self.levels = len(spec.cuts) + 2
        self._low = -np.inf if spec.lowest is None else spec.lowest
        self._high = np.inf if spec.highest is None else spec.highest
        known = numbers_of(values.drop_null())
        known = known[np.isfinite(known)]
        if spec.outside == "other":
            known = known[(known >= self._low) & (known <= self._high)]
        whole = pa.types.is_integer(values.type)
        self.leaf = 1.0 if whole else 0.0
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        self.domain = (low, high + self.leaf)

    def _places(self, distinct: pa.Array, level: int) -> Floats:
        """Return the number of each value's interval, -1 outside, NaN for what is no number."""
        numbers = numbers_of(distinct)
        place = np.searchsorted(self.spec.cuts[level - 1], numbers, side="right").astype(np.float64)
        if self.spec.outside == "other":
            place[(numbers < self._low) | (numbers > self._high)] = -1
        place[np.isnan(numbers)] = np.nan
        return place

    def _intervals(self, distinct: pa.Array, level: int) -> tuple[Floats, Floats]:
        place = self._places(distinct, level)
        placed = place >= 0
        edges = np.array([-np.inf, *self.spec.cuts[level - 1], np.inf])
        if self.leaf:
            edges = np.ceil(edges)  # the integers of the interval
        index = np.where(placed, place, 0).astype(np.int64)
        return np.where(placed, edges[index], np.nan), np.where(placed, edges[index + 1], np.nan)

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        names = self._names(level)
        labels = [
            ROOT if np.isnan(place) else names[int(place)]
            for place in self._places(distinct, level)
        ]
        return pa.array(labels, pa.string())

    def _names(self, level: int) -> list[str]:
        """Return the name of each interval in turn, and that of what is outside behind them."""
        if self.spec.labels is not None:
            return [*self.spec.labels[level - 1], OTHER]
        cuts = [_text(cut) for cut in self.spec.cuts[level - 1]]
        low, high = self.spec.lowest, self.spec.highest
        first = f"< {cuts[0]}" if low is None else f"[{_text(low)}, {cuts[0]})"
        last = f">= {cuts[-1]}" if high is None else f"[{cuts[-1]}, {_text(high)}]"
        between = [f"[{start}, {end})" for start, end in itertools.pairwise(cuts)]
        return [first, *between, last, OTHER]


def _text(number: float) -> str:
    return decimal_text(Fraction(repr(number)))
