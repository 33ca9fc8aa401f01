"""How alike the sequences of two tables are: their lengths, and what a value tells of the next.

What lives here: the measurements of the rows of parents. What does not: their shape
(:mod:`sector_data.spec.evidence.sequences`), and putting rows right
(:mod:`sector_data.synthesise.structure`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table
from sector_data.spec.evidence.sequences import LAGS, LENGTHS, Both, SequenceFigures
from sector_data.synthesise.lengths import Places, places_within


def compare_series(
    learnt: Table,
    made: Table,
    columns: Sequence[str],
    owners: tuple[Places, Places],
    parents: tuple[int, int],
) -> SequenceFigures:
    """Compare the sequences of two tables.

    Parameters
    ----------
    learnt, made
        The protected table and the synthetic one.
    columns
        Those of both to compare.
    owners
        For each row the place of its parent, -1 where it has none; rows of a parent follow each
        other as they stand. Of `learnt`, of `made`.
    parents
        How many parents there are.
    """
    series: dict[str, Both[tuple[float | None, ...]]] = {}
    repeats: dict[str, Both[float | None]] = {}
    pairs = [{lag: _pairs(own, lag) for lag in LAGS} for own in owners]
    for column in columns:
        arrays = [table.column(column).combine_chunks() for table in (learnt, made)]
        if _is_number(arrays[0].type):
            before, after = (
                tuple(autocorrelation(_numbers(values), own[lag]) for lag in LAGS)
                for values, own in zip(arrays, pairs, strict=True)
            )
            series[column] = Both(learnt=before, made=after)
        elif not pa.types.is_temporal(arrays[0].type):
            was, now = (_repeats(a, own[1]) for a, own in zip(arrays, pairs, strict=True))
            repeats[column] = Both(learnt=was, made=now)
    counts = [
        np.bincount(own[own >= 0], minlength=count)
        for own, count in zip(owners, parents, strict=True)
    ]
    return SequenceFigures(
        lengths=Both(learnt=_spread(counts[0]), made=_spread(counts[1])),
        distance=round(distance_of(*counts), 4),
        autocorrelation=series,
        repeats=repeats,
    )


def distance_of(one: Places, other: Places) -> float:
    """Return the total variation distance of the distributions of two sets of counts, 0 to 1."""
    most = int(max(one.max(initial=0), other.max(initial=0))) + 1
    shares = [np.bincount(counts, minlength=most) / max(len(counts), 1) for counts in (one, other)]
    return float(np.abs(shares[0] - shares[1]).sum() / 2)


def autocorrelation(values: npt.NDArray[np.float64], pairs: tuple[Places, Places]) -> float | None:
    """Return Pearson's correlation of values with those before them, over all sequences together.

    Parameters
    ----------
    values
        NaN where there is none.
    pairs
        Places of the earlier and of the later value.

    Returns
    -------
    float or None
        None for fewer than three pairs, or where one side does not vary.
    """
    before, after = values[pairs[0]], values[pairs[1]]
    there = ~(np.isnan(before) | np.isnan(after))
    before, after = before[there], after[there]
    if len(before) < 3 or not before.std() or not after.std():
        return None
    return round(float(np.corrcoef(before, after)[0, 1]), 4)


def _pairs(owners: Places, lag: int) -> tuple[Places, Places]:
    rows = np.flatnonzero(owners >= 0)
    order = rows[np.argsort(owners[rows], kind="stable")]
    later = np.flatnonzero(places_within(owners[order]) >= lag)
    return order[later - lag], order[later]


def _spread(counts: Places) -> tuple[float, ...]:
    if not len(counts):
        return ()
    return (*(float(q) for q in np.quantile(counts, LENGTHS)), round(float(counts.mean()), 4))


def _repeats(values: pa.Array, pairs: tuple[Places, Places]) -> float | None:
    if not len(pairs[0]):
        return None
    codes = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy()
    return round(float((codes[pairs[0]] == codes[pairs[1]]).mean()), 4)


def _is_number(arrow_type: pa.DataType) -> bool:
    return bool(pa.types.is_integer(arrow_type) or pa.types.is_floating(arrow_type))


def _numbers(values: pa.Array) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = pc.fill_null(values.cast(pa.float64()), np.nan).to_numpy()
    return found
