"""Numbers that coincide: identifiers in a column of figures, or chance.

What lives here: the comparison of a column of nothing but numbers with numeric identifiers. What
does not: numbers in text (:mod:`sector_data.release.leak_index`).

Two columns of numbers of the same length share some by chance. So that a column of amounts is not
refused for it, coincidences in a column of figures count as a leak only

- if there are more than chance explains: with D distinct values of a length of which a share p is
  taken by the identifier, coincidences are about Poisson with mean D·p, and fewer than one such
  column in a thousand has as many (:data:`~sector_data.release.leak_rules.CHANCE`); or
- if at least half of the column's distinct values, and 20 of them, are values of the identifier:
  where identifiers are numbered through, p is near 1 and the first test can tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.leak_rules import (
    MIN_DIGITS,
    PLAIN_NUMBER,
    REPEATED_SHARE,
    REPEATED_VALUES,
    SEEN_RANGE,
    by_chance,
    canonical_number,
)


@dataclass(frozen=True, slots=True)
class Coincidences:
    """Rows whose number is an identifier's.

    Attributes
    ----------
    hits
        Rows that count as a leak.
    excused
        Rows that chance explains, or that hold a category of the release.
    """

    hits: int
    excused: int


def coincidences(
    values: pa.Array,
    rows: npt.NDArray[np.int64],
    identifiers: Sequence[str],
    common: npt.NDArray[np.bool_] | None,
) -> Coincidences:
    """Compare the numbers of a column with numeric identifiers.

    Parameters
    ----------
    values
        Distinct numbers as texts.
    rows
        Rows with each; 0 for what is stored but in no row, which counts as one.
    identifiers
        Canonical spellings (:func:`~sector_data.release.leak_rules.canonical_number`).
    common
        Whether each value is a category of the release; None where none can be.
    """
    canonical = pa.array(
        # What is written with an exponent is a measurement; 0 is too short to be met.
        [canonical_number(v) if PLAIN_NUMBER.fullmatch(v) else "0" for v in values.to_pylist()],
        pa.string(),
    )
    long = _lengths(canonical) >= MIN_DIGITS
    met = pc.is_in(canonical, value_set=pa.array(identifiers, pa.string())).to_numpy(
        zero_copy_only=False
    )
    weights = np.maximum(rows, 1)
    is_category = np.zeros(len(values), np.bool_) if common is None else common
    excused = int(weights[met & is_category].sum())
    met &= ~is_category
    observed = int(met.sum())
    if not observed:
        return Coincidences(0, excused)
    hits = int(weights[met].sum())
    candidates = int((long & ~is_category).sum())
    repeated = observed >= REPEATED_VALUES and observed >= REPEATED_SHARE * candidates
    expected = _expected(canonical.filter(pa.array(~is_category)), identifiers)
    if repeated or not by_chance(expected, observed):
        return Coincidences(hits, excused)
    return Coincidences(0, excused + hits)


def _expected(values: pa.Array, identifiers: Sequence[str]) -> float:
    """Return how many of the values would be identifiers if they had nothing to do with them."""
    expected = 0.0
    by_length: dict[int, list[str]] = {}
    for identifier in identifiers:
        by_length.setdefault(len(identifier.replace(".", "")), []).append(identifier)
    lengths = _lengths(values)
    for length, same in by_length.items():
        own = values.filter(pa.array(lengths == length)).to_pylist()
        low, high = _range(same, length)
        inside = sum(low <= _figure(value) <= high for value in own)
        expected += inside * min(1.0, len(same) / (high - low + 1))
    return expected


def _range(identifiers: Iterable[str], length: int) -> tuple[int, int]:
    """Return between which numbers of a length identifiers lie, as far as it can be told."""
    figures = sorted(map(_figure, identifiers))
    if len(figures) >= SEEN_RANGE:
        return figures[0], figures[-1]
    return 10 ** (length - 1), 10**length - 1


def _figure(number: str) -> int:
    return int(number.replace(".", ""))


def _lengths(numbers: pa.Array) -> npt.NDArray[np.int64]:
    lengths = pc.binary_length(pc.replace_substring(numbers, ".", ""))
    return np.asarray(lengths.to_numpy(zero_copy_only=False), np.int64)
