"""Numbers of columns and of interval labels, and the unit that they are written in.

What lives here: reading them. What does not: the searches that use them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import one_array

Floats = npt.NDArray[np.float64]

_LIMIT = r"-?\d+(?:\.\d+)?(?:-\d\d-\d\d)?"
_INTERVAL = re.compile(
    rf"[\[( ]*(?P<low>{_LIMIT})\s*(?:[,;:–—-]|\.\.|to|bis|à|a|～|〜)\s*(?P<high>{_LIMIT})[\]) ]*"
)
"""``[30, 40)``, ``30-39``, ``[2020-01-01, 2020-04-01)``."""
_MOST_LABELS = 10_000
_FINEST = 9
"""Decimal places that are looked at."""


def is_ordered(values: pa.Array | pa.ChunkedArray) -> bool:
    """Tell numbers, dates and instants from others."""
    kind = values.type
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_date(kind)
        or pa.types.is_timestamp(kind)
    )


def numbers_of(values: pa.Array | pa.ChunkedArray) -> Floats:
    """Return numbers, days or seconds since 1970; NaN where there is no value."""
    flat = one_array(values)
    divisor = 1.0
    if pa.types.is_date(flat.type):
        flat = flat.cast(pa.int32())
    elif pa.types.is_timestamp(flat.type):
        flat, divisor = flat.cast(pa.timestamp("us", flat.type.tz)).cast(pa.int64()), 1e6
    numbers = flat.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, dtype=np.float64) / divisor


def limits_of(
    labels: pa.Array | pa.ChunkedArray, source: pa.DataType
) -> tuple[Floats, Floats] | None:
    """Return the limits of intervals that a column of labels names.

    Parameters
    ----------
    labels
        As they are released.
    source
        Type of the column that they stand for: days are seconds where that has instants.

    Returns
    -------
    lower, every
        Distinct lower limits, and lower and upper ones together, rising; None when the labels are
        not intervals for the most part.
    """
    if not pa.types.is_string(labels.type):
        return None
    distinct = pc.unique(one_array(labels)).drop_null()
    if not 2 <= len(distinct) <= _MOST_LABELS:
        return None
    day = 86_400.0 if pa.types.is_timestamp(source) else 1.0
    lower: list[float] = []
    upper: list[float] = []
    for text in distinct.to_pylist():
        match = _INTERVAL.fullmatch(text.strip())
        if match is None:
            continue
        low, high = _number(match["low"], day), _number(match["high"], day)
        if low is not None and high is not None and low < high:
            lower.append(low)
            upper.append(high)
    if 2 * len(lower) < len(distinct):
        return None
    return np.unique(lower), np.unique([*lower, *upper])


def unit_of(numbers: Sequence[float] | Floats) -> float:
    """Return the largest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that divides all numbers.

    The smallest unit is 1e-9; 0 alone is divided by all, and has the unit 1.
    """
    known = np.asarray(numbers, dtype=np.float64)
    known = np.abs(known[np.isfinite(known) & (known != 0)])
    if not len(known):
        return 1.0
    top = int(np.floor(np.log10(known.min())))
    for power in range(top, -_FINEST - 1, -1):
        for first in (5, 2, 1):
            unit = float(f"{first}e{power}")
            if np.all(on_lattice(known, unit)):
                return unit
    return 10.0**-_FINEST


def on_lattice(numbers: Floats, unit: float) -> npt.NDArray[np.bool_]:
    """Tell which numbers are multiples of a unit, as far as float64 can tell."""
    steps = numbers / unit
    # A quotient is off by a few units in its last place, of 2^-52.
    near: npt.NDArray[np.bool_] = np.abs(steps - np.rint(steps)) <= 1e-9 + 1e-14 * np.abs(steps)
    return near


def _number(text: str, day: float) -> float | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return (date.fromisoformat(text) - date(1970, 1, 1)).days * day
        except ValueError:
            return None
    try:
        return float(text)
    except ValueError:
        return None
