"""Columns as engines see them: codes and unit intervals, never values.

What lives here: the way of a column to an engine and back. What does not: engines.

An engine gets numbers between 0 and 1 and codes of categories. So no message, log or metadata of
its library can carry a value or a range of the data, dates before 1677 and integers beyond 2**53
pass, and what comes back has the type, the bounds and the resolution of the protected column:
years stay years, multiples of ten stay multiples of ten.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

FEW_VALUES = 20
"""Numbers and dates with no more distinct values are categories: a 0/1 flag is no quantity."""
_MOST_DECIMALS = 9
_EXACT = 2.0**53
"""Below it every integer is a float64 of its own (IEEE 754)."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A column with one value, or with none; engines are not asked about it."""

    value: pa.Scalar

    def decode(self, rows: int) -> pa.Array:
        """Return the value `rows` times."""
        return pa.repeat(self.value, rows)


@dataclass(frozen=True, slots=True)
class Category:
    """A column of few or unordered values.

    Attributes
    ----------
    values
        Distinct, sorted, null last.
    codes
        The place of each row's value among them.
    """

    values: pa.Array
    codes: npt.NDArray[np.int64]

    def decode(self, codes: npt.NDArray[Any]) -> pa.Array:
        """Return the values of codes."""
        return self.values.take(pa.array(codes.astype(np.int64)))


@dataclass(frozen=True, slots=True)
class Grid:
    """A column of numbers or dates with a resolution: lowest + n × step, over a power of ten."""

    type: pa.DataType
    lowest: int
    highest: int
    step: int
    decimals: int
    units: npt.NDArray[np.float64]
    """Each row between 0 (lowest) and 1 (highest); NaN where there is no value."""

    @property
    def steps(self) -> int:
        """Grid points above the lowest."""
        return (self.highest - self.lowest) // self.step

    def decode(self, units: npt.NDArray[np.float64]) -> pa.Array:
        """Return the grid point next to each unit."""
        missing = np.isnan(units)
        places = np.rint(np.clip(np.where(missing, 0.0, units), 0, 1) * self.steps)
        points: npt.NDArray[np.int64]
        if self.highest - self.lowest < _EXACT:
            points = self.lowest + self.step * places.astype(np.int64)
        else:  # Python's integers: a span of 2**64 and more has to fit.
            exact = (min(self.lowest + self.step * int(place), self.highest) for place in places)
            points = np.fromiter(exact, np.int64, len(places))
        if pa.types.is_floating(self.type):
            return pa.array(points / 10**self.decimals, self.type, mask=missing)
        return _from_int64(pa.array(points, pa.int64(), mask=missing), self.type)


@dataclass(frozen=True, slots=True)
class Continuum:
    """A column of floating-point numbers without a resolution."""

    lowest: float
    highest: float
    units: npt.NDArray[np.float64]
    """Each row between 0 (lowest) and 1 (highest); NaN where there is no value."""

    def decode(self, units: npt.NDArray[np.float64]) -> pa.Array:
        """Return the number at each unit."""
        inside = np.clip(units, 0, 1)
        # In this form the difference of the bounds cannot overflow.
        numbers = np.clip(
            self.lowest * (1 - inside) + self.highest * inside, self.lowest, self.highest
        )
        return pa.array(numbers, pa.float64(), mask=np.isnan(units))


Learnable = Category | Grid | Continuum
Column = Constant | Learnable


def encode(values: pa.Array, *, categorical: bool = False) -> Column:
    """Choose how an engine sees a column.

    Parameters
    ----------
    values
        Of a type that tables hold. NaN and infinities count as missing.
    categorical
        Whether its values are codes, whatever their type and number.

    Returns
    -------
    Column
        A constant where there is at most one distinct value, null included; a category for text,
        booleans, and numbers and dates of up to 20 distinct values; else a quantity.
    """
    if pa.types.is_floating(values.type):
        # Adding zero makes one zero of two: Arrow tells 0.0 and -0.0 apart.
        values = pc.add(pc.if_else(pc.is_finite(values), values, None), 0.0)
    distinct = pc.unique(values)
    if len(distinct) <= 1:
        return Constant(distinct[0] if len(distinct) else pa.scalar(None, values.type))
    if categorical or _is_categorical(values.type) or len(distinct) <= FEW_VALUES:
        ordered = distinct.take(pc.sort_indices(distinct))
        return Category(ordered, pc.index_in(values, ordered).to_numpy().astype(np.int64))
    missing = values.is_null().to_numpy(zero_copy_only=False)
    if pa.types.is_floating(values.type):
        return _encode_floats(pc.fill_null(values, math.nan).to_numpy(), missing)
    integers = _to_int64(values).fill_null(0).to_numpy()
    return _grid(values.type, integers, missing, 0)


def rows_of(column: Learnable, rows: npt.NDArray[np.int64]) -> Learnable:
    """Return a column of some of the rows, with the categories and bounds of all."""
    if isinstance(column, Category):
        return replace(column, codes=column.codes[rows])
    return replace(column, units=column.units[rows])


def _is_categorical(arrow_type: pa.DataType) -> bool:
    return bool(pa.types.is_string(arrow_type) or pa.types.is_boolean(arrow_type))


def _encode_floats(numbers: npt.NDArray[np.float64], missing: npt.NDArray[np.bool_]) -> Column:
    present = numbers[~missing]
    for decimals in range(_MOST_DECIMALS + 1):
        with np.errstate(over="ignore"):
            shifted = np.rint(present * 10**decimals)
        if np.abs(shifted).max() >= _EXACT:
            break
        if (shifted / 10**decimals == present).all():
            integers = np.zeros(len(numbers), dtype=np.int64)
            integers[~missing] = shifted.astype(np.int64)
            return _grid(pa.float64(), integers, missing, decimals)
    lowest, highest = float(present.min()), float(present.max())
    # Halves, because the difference of two large numbers can overflow.
    units = (numbers / 2 - lowest / 2) / (highest / 2 - lowest / 2)
    return Continuum(lowest, highest, units)


def _grid(
    arrow_type: pa.DataType,
    integers: npt.NDArray[np.int64],
    missing: npt.NDArray[np.bool_],
    decimals: int,
) -> Grid:
    distinct = np.unique(integers[~missing])
    lowest, highest = int(distinct[0]), int(distinct[-1])
    if highest - lowest < _EXACT:
        step = int(np.gcd.reduce(distinct - lowest))
    else:
        step = math.gcd(*(int(number) - lowest for number in distinct))
    units = (integers.astype(np.float64) - float(lowest)) / float(highest - lowest)
    return Grid(
        arrow_type, lowest, highest, step, decimals, np.where(missing, np.nan, np.clip(units, 0, 1))
    )


def _to_int64(values: pa.Array) -> pa.Array:
    """Return numbers, days or microseconds as ``int64``."""
    if pa.types.is_date32(values.type):
        return values.cast(pa.int32()).cast(pa.int64())
    return values.view(pa.int64())


def _from_int64(integers: pa.Array, arrow_type: pa.DataType) -> pa.Array:
    if pa.types.is_date32(arrow_type):
        return integers.cast(pa.int32()).cast(arrow_type)
    return integers.view(arrow_type)
