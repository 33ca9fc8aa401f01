"""Distributions of columns before and after, told so that nobody is met in them.

What lives here: counting bins that enough subjects are in. What does not: drawing, and distances
between distributions (:mod:`sector_data.assessment.usefulness`).

Bins are the release's: its own values, or intervals whose ends are round numbers between the
released ones. The source only fills them, and a bin that few of its subjects are in is told
together with others, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies import canonical_text
from sector_data.sources.numbering import distinct_count, encoded
from sector_data.sources.tables import Table, data_type_of, one_array
from sector_data.spec.evidence.distributions import Distribution, Share
from sector_data.spec.words import DataType

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FEWEST = 10
"""Subjects that a bin needs, as for cells of published tables (Eurostat and national practice)."""

MOST = 12
"""Bins of one column; of more values only the commonest are told by themselves."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MIDDLE = (0.02, 0.98)


def compare_distributions(
    source: Table,
    release: Table,
    columns: Sequence[str],
    *,
    subjects: pa.Array | None = None,
    fewest: int = FEWEST,
) -> tuple[Distribution, ...]:
    """Count the shares of columns before and after.

    Parameters
    ----------
    source
        Spelt as the release is.
    release
        The released table.
    columns
        Columns of both; those of dates, and those that have a value for nearly each row, are passed
        over.
    subjects
        Subject of each row of the source; rows are counted without them.
    fewest
        Subjects that a bin needs.

    Returns
    -------
    tuple of Distribution
        In the order of the columns. Empty for tables without a row.
    """
    if not source.rows or not release.rows:
        return ()
    people = (
        np.arange(source.rows)
        if subjects is None
        else pc.fill_null(encoded(subjects).indices, -1).to_numpy()
    )
    made = (
        _distribution(
            name, _whole(source.column(name)), _whole(release.column(name)), people, fewest
        )
        for name in columns
    )
    return tuple(found for found in made if found is not None)


def _whole(values: pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return a column as one array, but texts: they may be more than one holds."""
    return values if pa.types.is_string(values.type) else one_array(values)


def _distribution(
    name: str, before: pa.Array, after: pa.Array, people: Integers, fewest: int
) -> Distribution | None:
    kind = data_type_of(after.type)
    if kind in (DataType.DATE, DataType.DATETIME) or after.null_count == len(after):
        return None
    if kind in (DataType.INTEGER, DataType.NUMBER) and distinct_count(after) > MOST:
        if data_type_of(before.type) not in (DataType.INTEGER, DataType.NUMBER):
            return None
        edges = _edges(_numbers(after))
        if edges is None:
            return None
        labels = [_interval(low, high) for low, high in _between(edges)]
        bins = [_cut(values, edges) for values in (before, after)]
        return _told(name, True, labels, bins, people, fewest)
    texts = [canonical_text(before), canonical_text(after)]
    counted = texts[1].drop_null().value_counts()
    if len(counted) > max(len(after) // 2, MOST):
        return None
    frequent = sorted(counted.to_pylist(), key=lambda c: (-c["counts"], c["values"]))[:MOST]
    labels = [found["values"] for found in frequent]
    # What is not among the commonest gets the number after them.
    bins = [
        np.where(
            text.is_valid().to_numpy(zero_copy_only=False),
            pc.fill_null(pc.index_in(text, value_set=pa.array(labels)), len(labels)).to_numpy(),
            -1,
        )
        for text in texts
    ]
    return _told(name, False, labels, bins, people, fewest)


def _told(
    name: str,
    ordered: bool,
    labels: Sequence[str],
    bins: Sequence[Integers],
    people: Integers,
    fewest: int,
) -> Distribution | None:
    """Return the shares of bins; -1 is a missing value, the number after the last label others."""
    subjects = {
        number: len(np.unique(people[bins[0] == number])) for number in range(-1, len(labels) + 1)
    }
    enough = [number for number in range(len(labels)) if subjects[number] >= fewest]

    def share(numbers: Sequence[int], label: str = "") -> Share:
        before, after = (float(np.isin(side, numbers).mean()) for side in bins)
        return Share(label=label, before=before, after=after)

    together = [number for number in range(len(labels) + 1) if number not in enough]
    if subjects[-1] < fewest:
        together.append(-1)
    among = len(np.unique(people[np.isin(bins[0], together)]))
    if enough and 0 < among < fewest:
        # What few have would follow from the rest: the smallest bin is told together with it.
        smallest = min(enough, key=lambda number: (subjects[number], -number))
        enough.remove(smallest)
        together.append(smallest)
    if not enough:
        return None
    return Distribution(
        column=name,
        ordered=ordered,
        fewest=fewest,
        shares=tuple(share([number], labels[number]) for number in enough),
        others=share(together) if among else None,
        missing=share([-1]) if subjects[-1] >= fewest else None,
    )


def _numbers(values: pa.Array) -> Floats:
    numbers = values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.asarray(numbers, dtype=np.float64)


def _edges(numbers: Floats) -> Floats | None:
    """Return round numbers that cut the middle of the released values; None of one value."""
    known = numbers[np.isfinite(numbers)]
    if not len(known):
        return None
    low, high = np.quantile(known, _MIDDLE)
    if not low < high:
        low, high = known.min(), known.max()
    if not low < high or not np.isfinite(high - low):
        return None
    rough = (high - low) / (MOST - 2)
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * next(part for part in _STEPS if part * power >= rough * (1 - 1e-9))
    places = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    edges = np.unique(np.round(places * step, 12))
    return edges if len(edges) else None


def _between(edges: Floats) -> Iterator[tuple[float | None, float | None]]:
    ends = [None, *(float(edge) for edge in edges), None]
    yield from pairwise(ends)


def _interval(low: float | None, high: float | None) -> str:
    if low is None:
        return f"< {high:g}"
    return f"≥ {low:g}" if high is None else f"{low:g}–{high:g}"


def _cut(values: pa.Array, edges: Floats) -> Integers:
    numbers = _numbers(values)
    bins = np.searchsorted(edges, numbers, side="right").astype(np.int64)
    bins[np.isnan(numbers)] = -1
    return bins
