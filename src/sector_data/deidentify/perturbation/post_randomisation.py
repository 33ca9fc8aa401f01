"""Post-randomisation (PRAM): categories change into others with known probabilities.

What lives here: the change, and matrices that leave the distribution as it is in expectation. What
does not: estimation from data that were changed so.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.perturbation.draws import Draws
from sector_data.errors import InputError

Floats = npt.NDArray[np.float64]

_TOLERANCE = 1e-9


def post_randomise(
    values: pa.Array | pa.ChunkedArray,
    keep: float | npt.ArrayLike,
    secret: bytes | None,
    *,
    name: str = "",
    subjects: pa.Array | pa.ChunkedArray | None = None,
    strata: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Array:
    """Change categories at random.

    Parameters
    ----------
    values
        Categories of any type.
    keep
        Probability, in [0, 1], with which a value is kept; otherwise one is drawn from the
        distribution of the column (the same value may come out), which leaves that distribution
        as it is in expectation. Or a row-stochastic matrix over the categories in the order of
        their canonical text, rows the old and columns the new ones.
    secret
        Draws are keyed with it.
    name
        Name of the column: columns of other names change independently.
    subjects
        Subject of each row: equal values of a subject change alike, so that many rows tell no more
        than one. Rows are drawn one by one, in their order, when it is not given.
    strata
        Values are drawn from the distribution of their stratum only.

    Returns
    -------
    Array
        Of the same type; nulls stay.

    Raises
    ------
    InputError
        If the probability is out of range, the matrix does not fit the categories or its rows do
        not add up to 1, or the secret is missing or too short.

    Notes
    -----
    Gouweleeuw, Kooiman, Willenborg & de Wolf (1998), "Post randomisation for statistical disclosure
    control", J. Off. Stat. 14(4), 463-478. With `keep` alone, the matrix is
    ``keep I + (1 - keep) 1 f'`` for the frequencies f, which it leaves as they are: invariant PRAM.
    """
    plain = plain_array(values)
    draws = Draws(secret, f"pram/{name}")
    rows = len(plain)
    uniform = (
        draws.of_rows(rows) if subjects is None else _of_subjects_and_values(draws, subjects, plain)
    )
    codes, categories = _coded(plain)
    there = codes >= 0
    share = np.asarray(keep, dtype=np.float64)
    if share.ndim == 0 and not 0 <= share <= 1:
        raise InputError("The probability to keep a value is out of range.", "0.8 keeps 80%.")
    if share.ndim:
        _check_matrix(share, len(categories))
    result = codes.copy()
    groups = np.zeros(rows, dtype=np.int64) if strata is None else _coded(plain_array(strata))[0]
    if len(groups) != rows:
        raise InputError("There is not one stratum for each row.")
    # Rows without a stratum are a stratum of their own.
    for group in np.unique(groups[there]):
        mine = np.flatnonzero(there & (groups == group))
        counts = np.bincount(codes[mine], minlength=len(categories))
        frequencies = counts / len(mine)
        matrix = share if share.ndim else _mixed(float(share), frequencies)
        for code in np.flatnonzero(counts):
            chosen = mine[codes[mine] == code]
            edges = np.cumsum(matrix[code])
            # Rounding may leave the last edge below 1; the last possible category takes the rest.
            last = int(np.flatnonzero(matrix[code])[-1])
            result[chosen] = np.minimum(np.searchsorted(edges, uniform[chosen], "right"), last)
    return categories.take(pa.array(result, pa.int64(), mask=~there))


def invariant(matrix: npt.ArrayLike, counts: npt.ArrayLike) -> Floats:
    """Return an invariant matrix made of any other one by the two-stage method.

    Parameters
    ----------
    matrix
        Row-stochastic, shape (categories, categories).
    counts
        Frequencies of the categories, shape (categories,).

    Returns
    -------
    Floats
        A row-stochastic matrix R with ``f R = f``: the matrix, followed by the probabilities of the
        old category given the new one (Gouweleeuw et al. 1998, sec. 5.3; Willenborg & de Waal 2001,
        "Elements of statistical disclosure control", sec. 5.4).

    Raises
    ------
    InputError
        If the matrix does not fit the counts or is not row-stochastic.
    """
    first = np.asarray(matrix, dtype=np.float64)
    frequencies = np.asarray(counts, dtype=np.float64)
    _check_matrix(first, len(frequencies))
    joint = first * frequencies[:, None]
    totals = joint.sum(axis=0)
    back = np.where(totals[:, None] > 0, joint.T / np.where(totals > 0, totals, 1.0)[:, None], 0.0)
    # A category that nothing changes into comes from nowhere: whatever is there goes nowhere.
    empty = np.flatnonzero(totals == 0)
    back[empty, empty] = 1.0
    product: Floats = first @ back
    return product


def _mixed(keep: float, frequencies: Floats) -> Floats:
    matrix: Floats = keep * np.eye(len(frequencies)) + (1 - keep) * frequencies
    return matrix


def _check_matrix(matrix: Floats, categories: int) -> None:
    if matrix.shape != (categories, categories):
        raise InputError(
            f"The matrix is not one of {categories} rows and columns, as many as categories."
        )
    sums = matrix.sum(axis=1)
    if not ((matrix >= 0).all() and np.allclose(sums, 1.0, rtol=0, atol=_TOLERANCE)):
        raise InputError(
            "A row of the matrix does not add up to 1, or holds a number below 0.",
            "Each row holds the probabilities of the new categories of one old category.",
        )


def _coded(values: pa.Array) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return the code of each value, -1 for nulls, and the values in the order of their codes."""
    encoded = values.dictionary_encode()
    order = pc.sort_indices(canonical_text(encoded.dictionary)).to_numpy().astype(np.int64)
    ranks = np.empty(len(order) + 1, dtype=np.int64)
    ranks[order] = np.arange(len(order))
    ranks[-1] = -1
    places = encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    return ranks[places], encoded.dictionary.take(pa.array(order))


def _of_subjects_and_values(
    draws: Draws, subjects: pa.Array | pa.ChunkedArray, values: pa.Array
) -> Floats:
    """Return a number for each pair of subject and value."""
    people = canonical_text(plain_array(subjects))
    if len(people) != len(values):
        raise InputError("There is not one subject for each row.")
    texts = canonical_text(values)
    length = pc.utf8_length(texts.fill_null("")).cast(pa.string())
    named = pc.if_else(
        people.is_valid(), pc.binary_join_element_wise("=", people.fill_null(""), ""), ""
    )
    pairs = pc.binary_join_element_wise(length, ":", texts.fill_null(""), named, "")
    return draws.of_subjects(pairs)[:, 0]
