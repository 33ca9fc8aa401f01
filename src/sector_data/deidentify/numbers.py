"""Rounding, and top and bottom coding of numbers.

What lives here: transforms of numeric columns. What does not: intervals as categories
(:mod:`sector_data.anonymise.hierarchies`).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.spec.transforms.values import Midpoint, Round, TopBottom

_LARGEST = int(np.iinfo(np.int64).max)
_EXACT = 2**53
"""Up to it every integer is a float64 of its own (IEEE 754)."""


def round_numbers(values: pa.Array, spec: Round) -> pa.Array:
    """Round numbers to the nearest multiple; a number half-way goes to the even multiple.

    Half to even (ISO 80000-1:2009, annex B, rule A) does not shift the mean as rounding halves up
    does. Multiples are read as the decimal that the pipeline file shows: 0.15 to 0.1 is a tie.

    Parameters
    ----------
    values
        ``int64`` or ``float64``.
    spec
        The multiple, in the column's unit.

    Returns
    -------
    Array
        ``int64`` when the column and the multiple are integers, else ``float64``; a multiple
        beyond int64 becomes the outermost one inside. NaN and infinities stay.

    Raises
    ------
    InputError
        If the column is not numeric.
    """
    _require_numbers(values, "Rounding")
    if pa.types.is_integer(values.type) and spec.to.is_integer() and spec.to <= _LARGEST:
        return _on_numbers(values, lambda numbers: _round_integers(numbers, int(spec.to)))
    return _on_numbers(values.cast(pa.float64(), safe=False), lambda n: _round_floats(n, spec.to))


def midpoints(values: pa.Array, spec: Midpoint) -> pa.Array:
    """Replace numbers by the middle of their interval, which starts at a multiple of its width.

    A number on a multiple belongs to the interval that starts there (84 FR 649: "midpoint for the
    $10,000 interval into which the reported value falls").

    Parameters
    ----------
    values
        ``int64`` or ``float64``.
    spec
        Width of the intervals, in the column's unit.

    Returns
    -------
    Array
        ``int64`` when the column is of integers and the middles are, else ``float64``. NaN and
        infinities stay; integers that float64 cannot tell apart, beyond 2**53, are null.

    Raises
    ------
    InputError
        If the column is not numeric.
    """
    _require_numbers(values, "The middle of an interval")
    whole = pa.types.is_integer(values.type) and (spec.width / 2).is_integer()
    numbers = values.cast(pa.float64(), safe=False)
    middles = _on_numbers(numbers, lambda n: np.floor(n / spec.width) * spec.width + spec.width / 2)
    if not whole:
        return middles
    return pc.if_else(pc.less(pc.abs(middles), float(_EXACT)), middles, None).cast(pa.int64())


def top_bottom(values: pa.Array, spec: TopBottom) -> pa.Array:
    """Replace numbers above the top by the top, and numbers below the bottom by the bottom.

    Parameters
    ----------
    values
        ``int64`` or ``float64``.
    spec
        The bounds, in the column's unit.

    Returns
    -------
    Array
        ``int64`` when the column and the bounds are integers, else ``float64``. NaN stays.

    Raises
    ------
    InputError
        If the column is not numeric.
    """
    _require_numbers(values, "Top and bottom coding")
    bounds = [bound for bound in (spec.top, spec.bottom) if bound is not None]
    if pa.types.is_integer(values.type) and all(
        bound.is_integer() and abs(bound) <= _LARGEST for bound in bounds
    ):
        top = _LARGEST if spec.top is None else int(spec.top)
        bottom = -_LARGEST - 1 if spec.bottom is None else int(spec.bottom)
        return _on_numbers(values, lambda numbers: np.clip(numbers, bottom, top))
    return _on_numbers(
        values.cast(pa.float64(), safe=False),
        lambda numbers: np.clip(
            numbers,
            -np.inf if spec.bottom is None else spec.bottom,
            np.inf if spec.top is None else spec.top,
        ),
    )


def _require_numbers(values: pa.Array, what: str) -> None:
    if not (pa.types.is_integer(values.type) or pa.types.is_floating(values.type)):
        raise InputError(
            f"{what} needs numbers; the column is of type {values.type}.",
            "Give the column another transform; or, if its decimals have commas, say so: source: "
            "{TABLE: {path: FILE, decimal: ','}}.",
        )


def _on_numbers(
    values: pa.Array, function: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]
) -> pa.Array:
    """Apply a function of numpy numbers to a column; nulls stay."""
    result = function(pc.fill_null(values, 0).to_numpy(zero_copy_only=False))
    missing = values.is_null().to_numpy(zero_copy_only=False)
    return pa.array(result, values.type, mask=missing)


def _round_integers(numbers: npt.NDArray[np.int64], to: int) -> npt.NDArray[np.int64]:
    quotient, remainder = np.divmod(numbers, np.int64(to))
    rest = to - remainder  # compared instead of 2 × remainder, which could overflow
    up = (remainder > rest) | ((remainder == rest) & (quotient % 2 == 1))
    outermost = _LARGEST // to
    rounded: npt.NDArray[np.int64] = np.clip(quotient + up, -outermost, outermost) * to
    return rounded


def _round_floats(numbers: npt.NDArray[np.float64], to: float) -> npt.NDArray[np.float64]:
    # 0.1 is 1/10: multiplying by 10 and dividing again gives 0.3, not 0.30000000000000004.
    ratio = Fraction(repr(to))
    exact = max(ratio.numerator, ratio.denominator) <= _EXACT
    up, down = (float(ratio.numerator), float(ratio.denominator)) if exact else (to, 1.0)
    with np.errstate(over="ignore"):
        steps = numbers * down / up
        rounded = np.rint(steps) * up / down
    # Beyond 2**53 steps a float64 has no digits left to round away; NaN and infinity stay as well.
    result: npt.NDArray[np.float64] = np.where(np.abs(steps) < _EXACT, rounded, numbers)
    return result
