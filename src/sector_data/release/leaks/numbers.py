"""Numbers that coincide: identifiers in a column of figures, or chance.

What lives here: the comparison of a column of nothing but numbers with numeric identifiers. What
does not: numbers in text (:mod:`sector_data.release.leaks.index`).

Two columns of numbers of the same length share some by chance. So that a column of amounts is not
refused for it, coincidences in a column of figures count as a leak only

- if there are more than chance explains: with D distinct values of a length of which a share p is
  taken by the identifier, coincidences are about Poisson with mean D·p, and fewer than one such
  column in a thousand has as many (:data:`~sector_data.release.leaks.rules.CHANCE`); or
- if at least half of the column's distinct values, and 20 of them, are values of the identifier:
  where identifiers are numbered through, p is near 1 and the first test can tell nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.release.leaks.rules import (
    MIN_DIGITS,
    REPEATED_SHARE,
    REPEATED_VALUES,
    SEEN_RANGE,
    by_chance,
)
from sector_data.release.leaks.secrets import Numbers, Span
from sector_data.release.leaks.tokens import hash_texts
from sector_data.sources.arrays import Records, SortedRecords, each_once

Mask = npt.NDArray[np.bool_]

_PLAIN = r"^[+-]?[0-9]+(\.[0-9]+)?$"
_TRIMMED = ((r"^[+-]?0*", ""), (r"(\..*?)0+$", r"\1"), (r"\.$", ""), (r"^(\.|$)", r"0\1"))
"""Replacements after which equal numbers are equal texts, as :func:`canonical_number` does it."""


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


@dataclass(slots=True)
class _Tally:
    """Of one source.

    Attributes
    ----------
    categories
        Rows with a number of it that is a category of the release.
    rows
        Other rows with a number of it.
    observed, candidates
        Distinct numbers, categories apart: those that are of it, and those that could be.
    expected
        Distinct numbers that would be of it if they had nothing to do with it.
    """

    categories: int = 0
    rows: int = 0
    observed: int = 0
    candidates: int = 0
    expected: float = 0.0


class NumberColumn:
    """A column of numbers that is compared with numeric identifiers piece by piece.

    Parameters
    ----------
    numbers
        The identifiers.
    """

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._tallies = {source: _Tally() for source in numbers.spans}
        self._distinct = SortedRecords(each_once)
        self._traits: dict[tuple[int, ...], int] = {}

    def add(self, values: pa.Array, rows: npt.NDArray[np.int64], common: Mask | None) -> None:
        """Take values of the column.

        Parameters
        ----------
        values
            Numbers as texts, distinct in this piece.
        rows
            Rows with each; 0 for what is stored but in no row, which counts as one.
        common
            Whether each value is a category of the release; None where none can be.

        Raises
        ------
        TargetError
            If there is no room for temporary files.
        """
        canonical = canonical_numbers(values)
        digits = pc.replace_substring(canonical, ".", "")
        lengths = pc.binary_length(digits).to_numpy().astype(np.int64)
        places = self._numbers.table.positions_of(canonical)
        met = places >= 0
        owners = np.zeros(len(values), np.int64)
        owners[met] = self._numbers.table.codes[places[met]]
        is_category = np.zeros(len(values), np.bool_) if common is None else common
        weights = np.maximum(rows, 1)
        for code in np.unique(owners[met]).tolist():
            mine = owners == code
            for source in self._numbers.sources[code]:
                self._tallies[source].categories += int(weights[mine & is_category].sum())
                self._tallies[source].rows += int(weights[mine & ~is_category].sum())
        columns = [owners, lengths]
        columns += [self._within(source, digits, lengths) for source in self._numbers.spans]
        traits = np.stack(columns, axis=1)
        matters = ~is_category & (met | (lengths >= MIN_DIGITS) | traits[:, 2:].any(axis=1))
        self._distinct.add(
            Records(*hash_texts(values.filter(pa.array(matters))), self._interned(traits[matters]))
        )

    def _within(
        self, source: int, digits: pa.Array, lengths: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Return whether each number lies between those of a source, as far as they are known."""
        within = np.zeros(len(lengths), np.int64)
        for length, span in self._numbers.spans[source].items():
            same = np.flatnonzero(lengths == length)
            low, high = _bounds(length, span)
            some = digits.take(pa.array(same))
            inside = pc.and_(pc.greater_equal(some, low), pc.less_equal(some, high))
            within[same] = inside.to_numpy(zero_copy_only=False)
        return within

    def _interned(self, traits: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
        distinct, inverse = np.unique(traits, axis=0, return_inverse=True)
        known = self._traits
        numbers = [known.setdefault(tuple(row), len(known)) for row in distinct.tolist()]
        return np.array(numbers, np.uint64)[inverse.ravel()]

    def verdicts(self) -> Iterator[tuple[int, Coincidences]]:
        """Yield what is to be said of each source that has numbers."""
        counts = np.zeros(len(self._traits), np.int64)
        for piece in self._distinct.pieces():
            counts += np.bincount(piece.tag.astype(np.int64), minlength=len(counts))
        for (owner, length, *within), number in sorted(self._traits.items()):
            count = int(counts[number])
            for source in self._numbers.sources[owner]:
                self._tallies[source].observed += count
            for (source, tally), inside in zip(self._tallies.items(), within, strict=True):
                tally.candidates += count * (length >= MIN_DIGITS)
                if inside:
                    tally.expected += count * _density(length, self._numbers.spans[source][length])
        for source, tally in self._tallies.items():
            yield source, _verdict(tally)


def _verdict(tally: _Tally) -> Coincidences:
    repeated = (
        tally.observed >= REPEATED_VALUES and tally.observed >= REPEATED_SHARE * tally.candidates
    )
    if tally.observed and (repeated or not by_chance(tally.expected, tally.observed)):
        return Coincidences(tally.rows, tally.categories)
    return Coincidences(0, tally.categories + tally.rows)


def canonical_numbers(values: pa.Array) -> pa.Array:
    """Spell numbers so that equal ones are equal texts; what has an exponent becomes 0.

    What is written with an exponent is a measurement; 0 is too short to be met.
    """
    plain = pc.if_else(pc.match_substring_regex(values, _PLAIN), values, "0")
    for pattern, replacement in _TRIMMED:
        plain = pc.replace_substring_regex(plain, pattern, replacement, max_replacements=1)
    return plain


def _density(length: int, span: Span) -> float:
    low, high = map(int, _bounds(length, span))
    return min(1.0, span.count / (high - low + 1))


def _bounds(length: int, span: Span) -> tuple[str, str]:
    """Return between which digits identifiers lie, as far as it can be told."""
    if span.count >= SEEN_RANGE:
        return span.low, span.high
    return "1".ljust(length, "0"), "9" * length
