"""Columns as numbers, and numbers as the columns they came from.

What lives here: numbers, dates and timestamps read as float64 or int64 with a mask of the missing,
and the way back. What does not: any method.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import InputError

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_LARGEST = 1e140
"""The squares of a billion such numbers can still be added up."""
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""Days from 1970-01-01 to 0001-01-01 and to 9999-12-31."""
_DAY = 86_400_000_000.0
"""Microseconds."""


def is_ordered(arrow_type: pa.DataType) -> bool:
    """Tell whether values of a type are numbers or points in time."""
    types = pa.types
    return bool(
        types.is_integer(arrow_type)
        or types.is_floating(arrow_type)
        or types.is_date32(arrow_type)
        or types.is_timestamp(arrow_type)
    )


def require_ordered(values: pa.Array, what: str) -> None:
    """Refuse columns whose values are neither numbers nor points in time."""
    if not is_ordered(values.type):
        raise InputError(
            f"{what} needs numbers or dates; the column is of type {values.type}.",
            "Give the column another transform; or, if its decimals have commas, say so: source: "
            "{TABLE: {path: FILE, decimal: ','}}.",
        )


def finite(values: pa.Array) -> Flags:
    """Tell which values are there and neither NaN nor infinite."""
    there: Flags = values.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_floating(values.type):
        there = there & np.isfinite(values.fill_null(0.0).to_numpy(zero_copy_only=False))
    return there


def as_numbers(values: pa.Array) -> tuple[Floats, Flags]:
    """Return values as float64 and which of them are there.

    NaN and infinities are no values to reckon with: they count as missing. Dates are days,
    timestamps microseconds since 1970.

    Raises
    ------
    InputError
        If a number is so large that its square would be infinite.
    """
    plain = _integers(values) if not pa.types.is_floating(values.type) else values
    there = finite(plain)
    numbers = plain.fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64)
    numbers = np.where(there, numbers, 0.0)
    if (np.abs(numbers) > _LARGEST).any():
        raise InputError(
            f"The column holds numbers beyond {_LARGEST:g}, whose spread cannot be reckoned.",
            "Bring them to a smaller unit, or drop the column.",
        )
    return numbers, there


def like(numbers: Floats, there: Flags, values: pa.Array) -> pa.Array:
    """Return numbers in the type of the column that they came from, rounded half to even there.

    Parameters
    ----------
    numbers
        Shape (rows,).
    there
        Rows whose number takes the place of the value; the others keep their value, or gap.
    values
        The column.
    """
    if pa.types.is_floating(values.type):
        kept = values.fill_null(0.0).to_numpy(zero_copy_only=False)
        valid = values.is_valid().to_numpy(zero_copy_only=False)
        return pa.array(np.where(there, numbers, kept), values.type, mask=~valid)
    plain = _integers(values)
    kept = plain.fill_null(0).to_numpy(zero_copy_only=False)
    whole = np.rint(numbers)
    # The largest int64 is no float64; one step below the next one is.
    lowest, highest = -(2.0**63), 2.0**63 - 1024
    if not pa.types.is_integer(values.type):
        # Points in time stay in the calendar: the years 1 to 9999.
        unit = 1.0 if pa.types.is_date32(values.type) else _DAY
        lowest, highest = _FIRST_DAY * unit, (_LAST_DAY + 1) * unit - 1
    safe = np.clip(whole, lowest, highest)
    moved = np.where(there, safe.astype(np.int64), kept)
    valid = plain.is_valid().to_numpy(zero_copy_only=False)
    result = pa.array(moved, pa.int64(), mask=~valid)
    if pa.types.is_date32(values.type):
        return result.cast(pa.int32()).cast(values.type)
    return result.cast(values.type) if pa.types.is_timestamp(values.type) else result


def _integers(values: pa.Array) -> pa.Array:
    if pa.types.is_date32(values.type):
        return values.cast(pa.int32()).cast(pa.int64())
    return values.cast(pa.int64())
