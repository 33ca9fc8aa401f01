"""Rank swapping: values change places with others of nearly the same rank.

What lives here: the swap. What does not: the secret's derivation.
"""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa

from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.perturbation.columns import finite, require_ordered
from sector_data.deidentify.perturbation.draws import Draws
from sector_data.errors import InputError


def rank_swap(
    values: pa.Array | pa.ChunkedArray,
    max_rank_shift: float,
    secret: bytes | None,
    *,
    name: str = "",
) -> pa.Array:
    """Swap each value with one whose rank is near.

    Parameters
    ----------
    values
        Numbers, dates or timestamps.
    max_rank_shift
        The largest distance between the ranks of two values that are swapped, as a share of the
        number of values, in (0, 1]; 0.05 and not 5 for five per cent.
    secret
        Draws are keyed with it.
    name
        Name of the column: columns of other names swap others.

    Returns
    -------
    Array
        The same values, nulls (and NaN and infinities) in their places: every distribution of the
        column alone stays exactly as it is. Where the share comes to less than one rank, neighbours
        are swapped all the same.

    Raises
    ------
    InputError
        If the column has no order, the share is none, or the secret is missing or too short.

    Notes
    -----
    Moore (1996, "Controlled data-swapping techniques for masking public use microdata sets", US
    Bureau of the Census) draws each partner from the next p per cent of the ranks. Here the ranks
    are cut, from a random start, into stretches of twice half the largest shift, and the two
    halves of each are matched at random: as in Moore's the mean shift is half of the largest, at
    most one value (of an odd number) stays where it is, and no shift is larger than asked for.
    Equal values are ranked by the order of rows: with ties, another order of rows can give another
    result.
    """
    if not 0 < max_rank_shift <= 1:
        raise InputError(
            "The largest rank shift is a share above 0, at most 1.",
            "Write 0.05, or 5% in a pipeline file, for a twentieth of the values.",
        )
    plain = plain_array(values)
    require_ordered(plain, "Rank swapping")
    draws = Draws(secret, f"rank-swap/{name}")
    rows = np.flatnonzero(finite(plain))
    ordered = rows[_ascending(plain.take(pa.array(rows)))]
    source = np.arange(len(plain))
    source[ordered] = ordered[_partners(len(ordered), max_rank_shift, draws)]
    return plain.take(pa.array(source))


def _ascending(values: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    numbers = (
        values.cast(pa.int32()).to_numpy(zero_copy_only=False)
        if pa.types.is_date32(values.type)
        else values.to_numpy(zero_copy_only=False)
    )
    return np.argsort(numbers, kind="stable")


def _partners(
    count: int, max_rank_shift: float, draws: Draws
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the rank that each rank changes places with."""
    partners = np.arange(count)
    # Two halves of this length: from the first of one to the last of the other it is 2h - 1.
    half = (min(max(math.floor(max_rank_shift * count), 1), count - 1) + 1) // 2
    if half < 1:
        return partners
    uniform = draws.of_rows(count + 1)
    start = 2 * int(uniform[-1] * half)  # even, so that no first one is left alone
    stretch, place = np.divmod(np.arange(count) + start, 2 * half)
    # At the ends stretches are cut off: their halves are halves of what is left of them.
    first = np.maximum(stretch * 2 * half - start, 0)
    length = np.minimum((stretch + 1) * 2 * half - start, count) - first
    place = np.arange(count) - first
    upper = place >= length // 2
    shuffled = np.lexsort((uniform[:-1], upper, stretch))
    # Within a stretch, the lower half comes first; an odd one out is the last of the upper half.
    lower = place < length // 2
    partner_place = np.where(lower, np.arange(count) + length // 2, np.arange(count) - length // 2)
    alone = place >= 2 * (length // 2)
    partners[shuffled] = shuffled[np.where(alone, np.arange(count), partner_place)]
    return partners
