"""Special uniques: subjects who are alone in the table with a few of their values (SUDA2).

What lives here: minimal sample uniques by subject, their scores, the columns that they are due to,
and rare combinations of columns. What does not: the search
(:mod:`sector_data.kernels.special_uniques`) and the power of columns to tell everybody apart
(:mod:`sector_data.assessment.identifying`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, factorial
from typing import Literal

import numpy as np
import pyarrow as pa

from sector_data.anonymise.classes import Integers, distinct_pairs
from sector_data.anonymise.hierarchies.hierarchy import Floats
from sector_data.anonymise.wildcards import coded_combinations
from sector_data.assessment.disclosure.matches import People, optional_array
from sector_data.assessment.risk import require_columns
from sector_data.errors import InputError
from sector_data.kernels.special_uniques import MOST_COLUMNS, minimal_uniques
from sector_data.sources.tables import Table
from sector_data.spec.evidence.disclosure import WhyNot
from sector_data.spec.evidence.uniqueness import (
    ColumnContribution,
    RareCombination,
    SpecialUniques,
)

Scoring = Literal["factorial", "share"]

MOST_SETS, MOST_LOOKS = 5_000, 500_000_000
"""Sets of columns, and these times distinct combinations, that are looked at: some ten seconds."""
DEEPEST = 6
"""Columns of a set that reports look at: sets of more are unique to nearly everybody."""
SHOWN = 12
"""Combinations of columns that figures list."""


@dataclass(frozen=True, eq=False)
class SpecialScores:
    """The minimal sample uniques of a table, and what they weigh.

    Attributes
    ----------
    columns, largest
        Columns that were combined, and most of them in a set.
    combinations, sets
        One pair for each minimal sample unique: a distinct combination of values and the columns
        as bits; shape (minimal uniques,).
    of_row
        Combination of each row; shape (rows,).
    owners
        Subject of each combination, -1 where several have it; shape (combinations,).
    score
        Sum of the weights of each combination's minimal uniques; shape (combinations,).
    contributions
        Part of each score that comes from minimal uniques with a column; shape
        (combinations, columns).
    people
        The subject of each row.
    fraction
        Sampling fraction.
    paired
        Subjects whom exactly one other is like in all columns.
    """

    columns: tuple[str, ...]
    largest: int
    combinations: Integers
    sets: Integers
    of_row: Integers
    owners: Integers
    score: Floats
    contributions: Floats
    people: People
    fraction: float
    paired: int

    def of_subject(self) -> Floats:
        """Return the highest score of each subject; shape (subjects,)."""
        return np.maximum(self.people.most(self.score[self.of_row]), 0.0)

    def dis(self) -> Floats:
        """Return the DIS score of each subject: how probably a match on it is right.

        Shape (subjects,); 0 without a minimal unique. As sdcMicro: the DIS of the table is spread
        over the uniques by a power of their scores that depends on the number of columns. It is 1
        where nobody is paired, which leaves nothing to estimate wrong matches from.
        """
        score = self.of_subject()
        result = np.zeros(len(score))
        special = score > 0
        if special.any():
            weight = score[special] ** (1 + (8 - len(self.columns)) / 20)
            wrong = self.paired * (1 - self.fraction) / self.fraction
            result[special] = 1 / (1 + wrong / (weight * (1 / weight).sum()))
        return result

    @property
    def match(self) -> float:
        """DIS of the table: the probability that a match on a unique is right.

        Skinner and Elliot 2002, "A measure of disclosure risk for microdata", JRSS B 64(4).
        """
        right = self.uniques * self.fraction
        return right / (right + self.paired * (1 - self.fraction)) if right else 0.0

    @property
    def uniques(self) -> int:
        """Subjects alone with all their values."""
        return len(np.unique(self.owners[self.owners >= 0]))


def score_special_uniques(
    table: Table,
    columns: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    largest: int | None = None,
    fraction: float = 0.01,
    scoring: Scoring = "factorial",
) -> SpecialScores:
    """Find all minimal sample uniques of a table and score them.

    A set of columns is a minimal sample unique of a row when nobody but its subject has the same
    values in them, and somebody has them in every smaller part. The fewer columns it takes, the
    more special the row is, and the more other columns would find it again: of m columns, a set of
    k weighs

    - ``factorial``: ``(m - k)!``, the paths through the lattice above it (Elliot, Manning & Ford
      2002); sdcMicro's ``original_scores = TRUE``;
    - ``share``: ``(2^(m - k) - 1) k! (m - k)! / m!``, as the original program of the International
      Household Survey Network had it; ``original_scores = FALSE``.

    A missing value is in no set. Whoever lacks a value does not hide others: the cautious reading,
    and that of sdcMicro.

    Parameters
    ----------
    table
        The table; with several rows a subject counts once.
    columns
        Columns that somebody may know, at most 24.
    subjects
        Subject of each row; every row is one when they are not given.
    largest
        Most columns in a set. Without it all of them, or of many columns as many as can be looked
        at in seconds: what it takes five columns to find is not very special.
    fraction
        Sampling fraction, in (0, 1], that the DIS score takes.
    scoring
        The weights.

    Raises
    ------
    InputError
        If there is no column or too many, one is not in the table, or a number is out of range.

    Notes
    -----
    Scores are those of sdcMicro 5.8, with two departures. For one or two columns it adds constant
    ones, which weigh like columns that could have been needed; here sets have the weights of the
    columns that there are. Its DIS scores carry the sampling fraction in single precision, which
    shows in the eighth digit.
    """
    _check(table, columns, largest, fraction)
    _require_few(columns)
    people = People.of(optional_array(subjects, table.rows, "subjects"), table.rows)
    coded = coded_combinations({name: table.array(name) for name in columns})
    count, width = coded.codes.shape
    owner, owned = distinct_pairs(coded.of_row, people.of_row, (max(count, 1), people.count or 1))
    members = np.bincount(owner, minlength=count)
    owners = np.full(count, -1, dtype=np.int64)
    owners[owner[members[owner] == 1]] = owned[members[owner] == 1]
    reach = min(largest, width) if largest else _reach(width, count)
    found, sets = minimal_uniques(coded.codes.T.astype(np.int32), owners, reach)
    combinations, bits = found.astype(np.int64), sets.astype(np.int64)
    weights = _weights(width, scoring)[_sizes(bits, width)]
    score = np.bincount(combinations, weights, minlength=count).astype(np.float64)
    contributions = np.zeros((count, width))
    for column in range(width):
        holding = (bits >> column & 1) == 1
        part = np.bincount(combinations[holding], weights[holding], minlength=count)
        np.divide(part, score, out=contributions[:, column], where=score > 0)
    return SpecialScores(
        columns=tuple(columns),
        largest=reach,
        combinations=combinations,
        sets=bits,
        of_row=coded.of_row,
        owners=owners,
        score=score,
        contributions=contributions,
        people=people,
        fraction=fraction,
        paired=2 * int(np.count_nonzero(members == 2)),
    )


def measure_special_uniques(
    table: Table,
    columns: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    largest: int | None = None,
    fraction: float = 0.01,
    scoring: Scoring = "factorial",
    shown: int = SHOWN,
) -> SpecialUniques:
    """Measure the special uniques of a table.

    Parameters
    ----------
    table, columns, subjects, largest, fraction, scoring
        As for :func:`score_special_uniques`.
    shown
        Combinations of columns that are listed.

    Returns
    -------
    SpecialUniques
        By columns only, never by values.
    """
    _check(table, columns, largest, fraction)
    if not table.rows or len(columns) > MOST_COLUMNS:
        return SpecialUniques(
            table=table.name,
            rows=table.rows,
            subjects=People.of(optional_array(subjects, table.rows, "subjects"), table.rows).count,
            columns=tuple(columns),
            largest=largest or len(columns),
            scoring=scoring,
            fraction=fraction,
            special=0,
            minimal_uniques=0,
            highest_score=None,
            highest_dis=None,
            expected=None,
            match=None,
            contributions=(),
            combinations=(),
            why_not=WhyNot.of("too-many-columns" if table.rows else "no-rows"),
        )
    found = score_special_uniques(
        table, columns, subjects=subjects, largest=largest, fraction=fraction, scoring=scoring
    )
    score, dis = found.of_subject(), found.dis()
    # The share of a column in all scores: that of each combination, weighted by its score.
    total = float(found.score.sum())
    shares = (found.contributions * found.score[:, None]).sum(axis=0) / (total or 1.0)
    return SpecialUniques(
        table=table.name,
        rows=table.rows,
        subjects=found.people.count,
        columns=found.columns,
        largest=found.largest,
        scoring=scoring,
        fraction=fraction,
        special=int(np.count_nonzero(score)),
        minimal_uniques=len(found.sets),
        highest_score=float(score.max()),
        highest_dis=float(dis.max()),
        expected=float(dis.sum()),
        match=found.match,
        contributions=tuple(
            ColumnContribution(
                column=name, share=float(shares[place]), smallest=_smallest(found, place)
            )
            for place, name in enumerate(found.columns)
        ),
        combinations=_combinations(found, shown),
    )


def rare_combinations(
    table: Table,
    columns: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    largest: int = 3,
    shown: int = SHOWN,
) -> tuple[RareCombination, ...]:
    """List the columns, pairs and triples of columns that single out most subjects.

    Each subject counts for the sets that are just enough to single it out, so that a pair is not
    listed for what one of its columns does alone.

    Parameters
    ----------
    table, columns, subjects, largest
        As for :func:`score_special_uniques`.
    shown
        Combinations that are listed.
    """
    _check(table, columns, largest, 1.0)
    _require_few(columns)
    if not table.rows:
        return ()
    return _combinations(
        score_special_uniques(table, columns, subjects=subjects, largest=largest), shown
    )


def _combinations(found: SpecialScores, shown: int) -> tuple[RareCombination, ...]:
    owners = found.owners[found.combinations]
    bound = (1 << len(found.columns), found.people.count or 1)
    sets, _ = distinct_pairs(found.sets, owners, bound)
    distinct, subjects = np.unique(sets, return_counts=True)
    named = [
        (int(many), tuple(n for c, n in enumerate(found.columns) if chosen >> c & 1))
        for chosen, many in zip(distinct.tolist(), subjects, strict=True)
    ]
    named.sort(key=lambda one: (-one[0], len(one[1]), one[1]))
    return tuple(
        RareCombination(columns=names, subjects=many, share=many / found.people.count)
        for many, names in named[:shown]
    )


def _weights(columns: int, scoring: Scoring) -> Floats:
    """Return the weight of a set by the number of its columns; shape (columns + 1,)."""
    if scoring == "factorial":
        return np.array([float(factorial(columns - size)) for size in range(columns + 1)])
    return np.array(
        [(2.0 ** (columns - size) - 1) / comb(columns, size) for size in range(columns + 1)]
    )


def _reach(columns: int, combinations: int) -> int:
    """Return the most columns in a set for which the sets can be looked at in seconds."""
    sets = np.cumsum([comb(columns, size) for size in range(1, columns + 1)])
    fitting = (sets <= MOST_SETS) & (sets * combinations <= MOST_LOOKS)
    return max(1, int(np.count_nonzero(fitting)))


def _sizes(sets: Integers, columns: int) -> Integers:
    """Return the number of columns in each set."""
    sizes = np.zeros(len(sets), dtype=np.int64)
    for column in range(columns):
        sizes += sets >> column & 1
    return sizes


def _smallest(found: SpecialScores, column: int) -> int | None:
    holding = found.sets[(found.sets >> column & 1) == 1]
    return int(_sizes(holding, len(found.columns)).min()) if len(holding) else None


def _check(table: Table, columns: Sequence[str], largest: int | None, fraction: float) -> None:
    require_columns(table, columns)
    if not columns:
        raise InputError("There is no column to combine.", "Name at least one.")
    if largest is not None and largest < 1:
        raise InputError("A combination has at least one column.", "Such as largest=3.")
    if not 0 < fraction <= 1:
        raise InputError("The sampling fraction is a share above 0.", "Such as 0.01.")


def _require_few(columns: Sequence[str]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise InputError(
            f"{len(columns)} columns have too many combinations.",
            f"Name at most {MOST_COLUMNS}: those that somebody may know.",
        )
