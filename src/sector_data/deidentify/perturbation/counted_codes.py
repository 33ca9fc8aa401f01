"""Top and bottom coding by count: the bounds beyond which too few subjects lie.

What lives here: the bounds, and the coding by them. What does not: coding by bounds that are named
(:func:`sector_data.deidentify.numbers.top_bottom`).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import plain_array
from sector_data.errors import InputError

Ends = Literal["both", "top", "bottom"]


def counted_bounds(
    values: pa.Array | pa.ChunkedArray,
    count: int,
    *,
    ends: Ends = "both",
    subjects: pa.Array | pa.ChunkedArray | None = None,
) -> tuple[float | int | None, float | int | None]:
    """Find the outermost values that enough subjects reach.

    Parameters
    ----------
    values
        Numbers.
    count
        Subjects that must have the bound or a value beyond it; at least 1.
    ends
        Which bounds are wanted.
    subjects
        Subject of each row; rows are subjects when it is not given, and rows without one are one
        unknown subject.

    Returns
    -------
    bottom, top
        None for one that is not wanted, and for both when no number is there.

    Raises
    ------
    InputError
        If the column is not numeric, the count is below 1, or there are too few subjects for the
        bounds to lie in order.
    """
    plain = plain_array(values)
    if not (pa.types.is_integer(plain.type) or pa.types.is_floating(plain.type)):
        raise InputError(
            f"Top and bottom coding needs numbers; the column is of type {plain.type}.",
            "Give the column another transform; or, if its decimals have commas, say so: source: "
            "{TABLE: {path: FILE, decimal: ','}}.",
        )
    if count < 1:
        raise InputError("The count of top and bottom coding is below 1.", "Common is 20.")
    numbers = plain.fill_null(0).to_numpy(zero_copy_only=False)
    there = plain.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_floating(plain.type):
        there = there & ~np.isnan(numbers)
    if not there.any():
        return None, None
    people = _codes(subjects, len(plain))[there]
    top = _bound(numbers[there], people, count, from_top=True) if ends != "bottom" else None
    bottom = _bound(numbers[there], people, count, from_top=False) if ends != "top" else None
    if (ends != "bottom" and top is None) or (ends != "top" and bottom is None):
        raise InputError(
            f"Fewer than {count} subjects have a value: no bound leaves so many beyond it.",
            "Lower the count, or drop the column.",
        )
    if top is not None and bottom is not None and bottom > top:
        raise InputError(
            f"Bounds with {count} subjects beyond each would cross: there are too few subjects.",
            "Lower the count, or code one end only.",
        )
    return bottom, top


def top_bottom_by_count(
    values: pa.Array | pa.ChunkedArray,
    count: int,
    *,
    ends: Ends = "both",
    subjects: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Array:
    """Replace numbers beyond the bounds of :func:`counted_bounds` by the bounds.

    Returns
    -------
    Array
        Of the same type; nulls and NaN stay. At least `count` subjects have each bound.

    Raises
    ------
    InputError
        As :func:`counted_bounds` does.
    """
    plain = plain_array(values)
    bottom, top = counted_bounds(plain, count, ends=ends, subjects=subjects)
    if bottom is None and top is None:
        return plain
    numbers = plain.fill_null(0).to_numpy(zero_copy_only=False)
    missing = plain.is_null().to_numpy(zero_copy_only=False)
    return pa.array(np.clip(numbers, bottom, top), plain.type, mask=missing)


def _codes(subjects: pa.Array | pa.ChunkedArray | None, rows: int) -> npt.NDArray[np.int64]:
    if subjects is None:
        return np.arange(rows)
    texts = canonical_text(plain_array(subjects))
    if len(texts) != rows:
        raise InputError("There is not one subject for each row.")
    codes: npt.NDArray[np.int64] = (
        texts.dictionary_encode().indices.fill_null(-1).to_numpy().astype(np.int64)
    )
    return codes


def _bound(
    numbers: npt.NDArray[np.generic],
    people: npt.NDArray[np.int64],
    count: int,
    *,
    from_top: bool,
) -> float | int | None:
    """Return the value at which the count-th subject is met from one end; None when none is."""
    order = np.argsort(numbers, kind="stable")
    if from_top:
        order = order[::-1]
    _, first = np.unique(people[order], return_index=True)
    if len(first) < count:
        return None
    place = int(np.sort(first)[count - 1])
    value: float | int = numbers[order[place]].item()
    return value
