"""Cells to empty so that every row has enough matches, where a gap matches anything.

What lives here: the choice, its agreement with the order of stages, and limits. What does not: the
inner loop (:mod:`sector_data.kernels.cells`) and frequencies
(:mod:`sector_data.anonymise.wildcards`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sector_data.anonymise.cells.table import DROPPED, CellTable, Integers, Sets
from sector_data.anonymise.wildcards import reordered
from sector_data.kernels.cells import choose_cells
from sector_data.kernels.wildcards import packed, wildcard_subjects, wildcard_sums

_ROUNDS = 3
"""How often all choices are made anew; later rounds better next to nothing."""
_ATTEMPTS = 8
"""How often what stages moved is mended by emptying more; then it is dropped."""


def choose_for_wildcards(table: CellTable, k: int) -> Sets:
    """Choose cells so that every row matches k subjects when a gap matches anything.

    Rows of one combination are treated alike. Where an earlier, cheaper stage releases what a
    combination would be there, the combination belongs to that stage: which cells a row loses then
    follows from the row and from the released combinations alone.

    Returns
    -------
    Sets
        Shape (combinations,); :data:`DROPPED` for those that cannot be released.
    """
    emptied = np.zeros(len(table.combinations.rows), dtype=np.int32)
    matches = matches_of(table, emptied)
    attempt = 0
    while (lacking := (emptied != DROPPED) & (matches < k)).any():
        if attempt < _ATTEMPTS:
            emptied = _emptied_further(table, k, emptied, matches, first=attempt == 0)
            lacking &= matches_of(table, emptied) < k
        emptied[lacking] = DROPPED
        emptied = _settled(table, emptied)
        emptied = _within_limits(table, emptied)
        matches = matches_of(table, emptied)
        attempt += 1
    return emptied


def matches_of(table: CellTable, emptied: Sets) -> Integers:
    """Return how many subjects each released combination matches; 0 for those that are dropped."""
    matches = np.zeros(len(emptied), dtype=np.int64)
    kept = np.flatnonzero(emptied != DROPPED)
    if not len(kept):
        return matches
    data = table.combinations
    codes, groups = table.released(emptied)
    # Gaps of the source and emptied cells match alike.
    _, example, groups = np.unique(_grouped(codes[kept]), return_index=True, return_inverse=True)
    groups = groups.reshape(-1)
    count = len(example)
    if data.people is None:
        subjects = np.bincount(groups, data.subjects[kept], minlength=count)
    else:
        offsets, people, number = reordered(data.people, kept)
        owners = np.repeat(groups, np.diff(offsets))
        pairs = np.unique(owners * number + people)
        starts = np.searchsorted(pairs, np.arange(count + 1) * number).astype(np.int64)
    packed_codes, order = packed(codes[kept][example], table.sizes)
    found = np.empty(count, dtype=np.int64)
    if data.people is None:
        full, partial = wildcard_sums(
            packed_codes, subjects[order].astype(np.float64).reshape(-1, 1)
        )
        found[order] = (full + partial)[:, 0]
    else:
        whole, part = wildcard_subjects(
            packed_codes, *reordered((starts, pairs % number, number), order)
        )
        found[order] = whole + part
    matches[kept] = found[groups]
    return matches


def _grouped(codes: Integers) -> Integers:
    """Return the number of each row of a matrix; equal rows, equal numbers."""
    groups = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        _, groups = np.unique(groups * (int(column.max()) + 1) + column, return_inverse=True)
        groups = groups.reshape(-1)
    return groups


def _emptied_further(
    table: CellTable, k: int, emptied: Sets, matches: Integers, *, first: bool
) -> Sets:
    """Empty more cells of the combinations that match too few."""
    kept = np.flatnonzero(emptied != DROPPED)
    data = table.combinations
    part = replace(
        data,
        codes=np.ascontiguousarray(data.codes[:, kept]),
        subjects=data.subjects[kept],
        rows=data.rows[kept],
        people=None if data.people is None else reordered(data.people, kept),
    )
    lacking = np.flatnonzero(matches[kept] < k)
    rarest_first = lacking[np.argsort(matches[kept][lacking], kind="stable")]
    result = emptied.copy()
    result[kept] = choose_cells(
        part,
        k,
        table.choices,
        rarest_first,
        emptied[kept],
        matches[kept],
        rounds=_ROUNDS if first else 0,
    )
    return result


def _settled(table: CellTable, emptied: Sets) -> Sets:
    """Move each combination to the first stage that releases what it would be there."""
    settled = np.full(len(emptied), DROPPED, dtype=np.int32)
    stages = table.choices.sets[np.isin(table.choices.sets, emptied)]
    for chosen in stages:
        _, groups = table.released(np.full(len(emptied), chosen, dtype=np.int32))
        kept = np.zeros(int(groups.max()) + 1, dtype=np.bool_)
        kept[groups[emptied == chosen]] = True
        settled[(settled == DROPPED) & kept[groups]] = chosen
    return settled


def _within_limits(table: CellTable, emptied: Sets) -> Sets:
    """Drop released combinations until no column has lost more cells than it may."""
    rows = table.combinations.rows
    for column, limit in enumerate(table.choices.limits):
        hidden = (emptied != DROPPED) & (emptied >> column & 1 == 1)
        if limit < 0 or rows[hidden].sum() <= limit:
            continue
        _, groups = table.released(emptied)
        _, of_hidden = np.unique(groups[hidden], return_inverse=True)
        lost = np.bincount(of_hidden.reshape(-1), rows[hidden])
        order = np.argsort(lost, kind="stable")
        fits = np.zeros(len(lost), dtype=np.bool_)
        fits[order] = np.cumsum(lost[order]) <= limit
        emptied[np.flatnonzero(hidden)[~fits[of_hidden.reshape(-1)]]] = DROPPED
    return emptied
