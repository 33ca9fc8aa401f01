"""Frequencies of combinations where a missing value matches anything.

What lives here: sample and estimated population frequencies as statistical disclosure control
counts them when cells are missing or were suppressed, and beside them the size of the class for a
reader to whom "missing" is a category of its own. What does not: equivalence classes of complete
combinations (:mod:`sector_data.anonymise.classes`), risk figures, and the choice of cells to
suppress (:mod:`sector_data.anonymise.cells`).

Two rows match when they are equal in every quasi-identifier that both of them have. A row matches
itself, its equals and all that could be its equals. The relation is not transitive, so there are no
classes: each row has a frequency of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.anonymise.classes import group_keys, pack
from sector_data.errors import InputError
from sector_data.kernels.wildcards import packed, wildcard_subjects, wildcard_sums
from sector_data.sources.tables import one_array

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WildcardFrequencies:
    """How many rows, or subjects, each row could be confused with.

    Attributes
    ----------
    sample
        Shape (rows,): matches in the table, the row itself included; *fk* in the literature.
        Whole numbers unless alpha lies between 0 and 1.
    population
        Shape (rows,): sum of the sampling weights of the matches; *Fk*. None without weights.
    own_category
        Shape (rows,): rows, or subjects, with the very same combination, gaps included: what is
        left of k for a reader who filters on "missing".
    """

    sample: Floats
    population: Floats | None
    own_category: Integers

    def below(self, k: int) -> int:
        """Return the number of rows with fewer than k matches."""
        return int(np.count_nonzero(self.sample < k))

    def below_as_category(self, k: int) -> int:
        """Return the number of rows with fewer than k rows of the very same combination."""
        return int(np.count_nonzero(self.own_category < k))


@dataclass(frozen=True, slots=True)
class CodedCombinations:
    """The distinct combinations of some columns.

    Attributes
    ----------
    codes
        Shape (combinations, columns): 0 where the value is missing, else from 1.
    sizes
        Largest code of each column.
    of_row
        Shape (rows,): the combination of each row.
    """

    codes: Integers
    sizes: tuple[int, ...]
    of_row: Integers


def coded_combinations(columns: Mapping[str, pa.Array | pa.ChunkedArray]) -> CodedCombinations:
    """Code columns and find their distinct combinations.

    Raises
    ------
    InputError
        If there is no column, or the columns differ in length.
    """
    if not columns:
        raise InputError("There is no quasi-identifier to count.", "Name at least one column.")
    arrays = [one_array(values) for values in columns.values()]
    length = len(arrays[0])
    if any(len(array) != length for array in arrays):
        raise InputError("The quasi-identifiers differ in length.", "Take them from one table.")
    coded = [_codes(array) for array in arrays]
    keys, space = pack(((codes, size + 1) for codes, size in coded), length)
    groups, count = group_keys(keys, space)
    example = np.zeros(count, dtype=np.int64)
    example[groups] = np.arange(length)
    matrix = np.stack([codes[example] for codes, _ in coded], axis=1)
    return CodedCombinations(matrix, tuple(size for _, size in coded), groups)


def _codes(values: pa.Array) -> tuple[Integers, int]:
    """Code values from 1; 0 is missing."""
    if pa.types.is_null(values.type):
        return np.zeros(len(values), dtype=np.int64), 0
    encoded = values.dictionary_encode()
    indices = encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    return indices + 1, len(encoded.dictionary)


def wildcard_frequencies(
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    *,
    weights: npt.ArrayLike | None = None,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    alpha: float = 1.0,
) -> WildcardFrequencies:
    """Count the matches of each row, where a missing value matches anything.

    Parameters
    ----------
    columns
        The quasi-identifiers.
    weights
        Shape (rows,): sampling weights, how many of the population a row stands for.
    subjects
        Subject of each row; distinct ones are counted. Rows are subjects when it is not given.
    alpha
        Share, in [0, 1], by which a match counts that lacks a value itself (other than by being the
        very same combination). 1 counts all that could match; 0 ignores what is incomplete. A row
        without any value matches all in full.

    Returns
    -------
    WildcardFrequencies
        For each row.

    Raises
    ------
    InputError
        If alpha or a weight is out of range, lengths differ, or weights come together with
        subjects of several rows (whose weight would be unclear).

    Notes
    -----
    The definition is that of mu-Argus and sdcMicro (Templ, Kowarik & Meindl 2015, "Statistical
    disclosure control for micro-data using the R package sdcMicro", J. Stat. Softw. 67(4), sec.
    3.1), with one difference: there, rows without any value are not counted among the matches of
    complete rows, although rows that lack all values but one are. Exact, in time proportional to
    combinations times patterns of missing values.
    """
    if not 0 <= alpha <= 1:
        raise InputError("alpha is a share.", "Give a number from 0 to 1.")
    coded = coded_combinations(columns)
    rows = len(coded.of_row)
    if rows == 0:
        empty = np.zeros(0)
        return WildcardFrequencies(
            empty, None if weights is None else empty, np.zeros(0, dtype=np.int64)
        )
    of_row, count = coded.of_row, len(coded.codes)
    pairs = (
        None if subjects is None else subjects_of_combinations(one_array(subjects), of_row, count)
    )
    own = np.bincount(of_row, minlength=count) if pairs is None else np.diff(pairs[0])
    measures = own.astype(np.float64).reshape(-1, 1)
    if weights is not None:
        of_weights = np.bincount(of_row, _weights(weights, rows, subjects), minlength=count)
        measures = np.stack([measures[:, 0], of_weights], axis=1)
    sums = measures
    if (coded.codes == 0).any():
        table, order = packed(coded.codes, coded.sizes)
        sums = np.empty_like(measures)
        full, partial = wildcard_sums(table, measures[order])
        sums[order] = full + alpha * partial
        if pairs is not None and len(pairs[1]) > pairs[2]:
            # Somebody has several combinations: sums would count them more than once.
            whole, part = wildcard_subjects(table, *reordered(pairs, order))
            sums[order, 0] = whole + alpha * part
    population = None if weights is None else sums[of_row, 1]
    return WildcardFrequencies(sums[of_row, 0], population, own[of_row].astype(np.int64))


def reordered(
    pairs: tuple[Integers, Integers, int], order: Integers
) -> tuple[Integers, Integers, int]:
    """Return the subjects of combinations in another order."""
    offsets, subjects, count = pairs
    lengths = np.diff(offsets)[order]
    moved = np.append(0, np.cumsum(lengths))
    places = np.arange(moved[-1]) + np.repeat(offsets[:-1][order] - moved[:-1], lengths)
    return moved.astype(np.int64), np.ascontiguousarray(subjects[places]), count


def _weights(
    weights: npt.ArrayLike, rows: int, subjects: pa.Array | pa.ChunkedArray | None
) -> Floats:
    checked = np.asarray(weights, dtype=np.float64)
    if checked.shape != (rows,):
        raise InputError("There is not one sampling weight for each row.")
    if not (np.isfinite(checked).all() and (checked > 0).all()):
        raise InputError("A sampling weight is not a positive number.")
    if subjects is not None and len(one_array(subjects).unique()) < rows:
        raise InputError(
            "Sampling weights are those of rows, and some subjects have several rows.",
            "Give one row for each subject, or leave the weights or the subjects out.",
        )
    return checked


def subjects_of_combinations(
    subjects: pa.Array, of_row: Integers, count: int
) -> tuple[Integers, Integers, int]:
    """Return the distinct subjects of each combination; a missing subject is one unknown one."""
    if len(subjects) != len(of_row):
        raise InputError("There is not one subject for each row.")
    people, codes = np.unique(_codes(subjects)[0], return_inverse=True)
    size = len(people)
    unique = np.unique(of_row * size + codes.reshape(-1))
    offsets = np.searchsorted(unique, np.arange(count + 1) * size).astype(np.int64)
    return offsets, unique % size, size
