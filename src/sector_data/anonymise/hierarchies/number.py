"""Numbers: intervals of growing width.

What lives here: the intervals, their labels, and the widths that are taken from the data when none
are given. What does not: ages (:mod:`sector_data.anonymise.hierarchies.age`).
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pyarrow as pa

from sector_data.anonymise.hierarchies.checks import require_multiples
from sector_data.anonymise.hierarchies.hierarchy import ROOT, Floats, IntervalHierarchy
from sector_data.errors import InputError
from sector_data.spec.hierarchies import NumberHierarchy

EXACT = 2.0**52
"""Whole numbers below here, and those beside them, are exact in a float64."""

LEVELS_FROM_DATA = 4

NARROWEST = 1e-280
"""A range below this has no widths: its edges would have more digits than a float64 can count."""


class Number(IntervalHierarchy):
    """Intervals ``[a, b)`` whose edges are ``origin + i * width``.

    Edges are those of decimal arithmetic: with width 0.1, 0.3 lies in ``[0.3, 0.4)`` though
    0.3 / 0.1 is less than 3 in binary. Values that are not finite, or so large that their
    interval's edges are not exact (beyond 15 digits), have no place. Loss is measured on the range
    of the data; the leaf is 1 for integers and 0 for real numbers.
    """

    spec: NumberHierarchy

    def __init__(self, spec: NumberHierarchy, values: pa.Array) -> None:
        known = numbers_of(values.drop_null())
        known = known[np.abs(known) < EXACT]
        whole = pa.types.is_integer(values.type)
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        widths = spec.widths
        if widths is None:
            widths = widths_of_range(_bulk(known), whole=whole)
        require_multiples("widths", widths)
        self.spec = spec.model_copy(update={"widths": widths})
        self.levels = len(widths) + 2
        self.leaf = 1.0 if whole else 0.0
        self.domain = (low, high + 1.0) if whole else (low, high)
        self._steps = [Fraction(repr(width)) for width in widths]
        self._origin = Fraction(repr(spec.origin))

    def _indices(self, distinct: pa.Array, level: int) -> Floats:
        """Return the index of each value's interval, NaN where it has no place.

        Coarser indices come from the finest by whole division, so levels nest exactly.
        """
        numbers = numbers_of(distinct)
        step = self._steps[0]
        common = math.lcm(step.denominator, self._origin.denominator)
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = np.where(np.abs(numbers) * float(common) < EXACT, numbers, np.nan)
            index = np.floor((numbers - float(self._origin)) / float(step))
        # Division in binary can miss by one beside an edge.
        index -= numbers < self._edges(index, step)
        index += numbers >= self._edges(index + 1, step)
        ratio = round(self._steps[level - 1] / step)
        return np.floor_divide(index, ratio) if ratio > 1 else index

    def _edges(self, index: Floats, step: Fraction) -> Floats:
        """Return ``origin + index * step``, rounded once where its parts are exact."""
        common = math.lcm(step.denominator, self._origin.denominator)
        slope = float(step * common)
        offset = float(self._origin * common)
        edges: Floats = (index * slope + offset) / float(common)
        return edges

    def _intervals(self, distinct: pa.Array, level: int) -> tuple[Floats, Floats]:
        index = self._indices(distinct, level)
        step = self._steps[level - 1]
        start, end = self._edges(index, step), self._edges(index + 1, step)
        if self.leaf:
            return np.ceil(start), np.ceil(end)  # the integers of the interval
        return start, end

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        step = self._steps[level - 1]
        indices, place = np.unique(self._indices(distinct, level), return_inverse=True)
        names = [ROOT if np.isnan(i) else self._name(int(i), step) for i in indices]
        return pa.array(names, pa.string()).take(pa.array(place.reshape(-1)))

    def _name(self, index: int, step: Fraction) -> str:
        start = self._origin + index * step
        return f"[{decimal_text(start)}, {decimal_text(start + step)})"


def _bulk(known: Floats) -> float:
    """Return the extent of the numbers without the outermost on each side: one of a hundred rows,
    and five where there are a hundred or more. No single row decides then on widths that a plan
    shows."""
    outer = max(len(known) // 100, min(5, len(known) // 20))
    inner = np.sort(known)[outer : len(known) - outer]
    return float(inner[-1] - inner[0]) if len(inner) else 0.0


def widths_of_range(extent: float, *, whole: bool) -> tuple[float, ...]:
    """Choose interval widths for numbers that span a range.

    Parameters
    ----------
    extent
        Greatest value less the least.
    whole
        Whether the numbers are integers; widths up to 1 would then change nothing.

    Returns
    -------
    tuple of float
        Up to four widths of the series 1, 5, 10, 50 …, each a multiple of the one before; the
        widest is at most half the range.
    """
    if not NARROWEST < extent < math.inf:
        return ()
    exponent = math.floor(math.log10(extent / 2))
    series = [
        Fraction(mantissa) * Fraction(10) ** power
        for power in range(exponent - 3, exponent + 2)
        for mantissa in (1, 5)
    ]
    fitting = [width for width in series if width <= Fraction(extent) / 2]
    chosen = [float(width) for width in fitting[-LEVELS_FROM_DATA:]]
    return tuple(width for width in chosen if width > 0 and (width > 1 or not whole))


def decimal_text(number: Fraction) -> str:
    """Spell a decimal fraction in digits, without exponent or needless zeros.

    >>> decimal_text(Fraction("0.05"))
    '0.05'
    """
    places = 0
    rest = number.denominator
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def numbers_of(values: pa.Array) -> Floats:
    """Return numbers, or texts of numbers, as floats; NaN where there is none."""
    if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
        return np.array(values.cast(pa.float64(), safe=False), dtype=np.float64)
    if pa.types.is_string(values.type):
        return np.array([_number_of_text(text) for text in values.to_pylist()], np.float64)
    if pa.types.is_null(values.type):
        return np.full(len(values), np.nan)
    raise InputError(
        "A number hierarchy needs numbers.",
        "Give the column another hierarchy, such as date or flat.",
    )


def _number_of_text(text: str | None) -> float:
    try:
        return float(text) if text is not None else math.nan
    except ValueError:
        return math.nan
