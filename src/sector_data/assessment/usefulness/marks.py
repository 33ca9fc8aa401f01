"""Which rows take part: a draw that hangs on what rows hold, not on where they stand.

What lives here: a mark for each subject, made from all values of its rows, and seeded draws by
marks. What does not: the cut into halves (:mod:`sector_data.assessment.usefulness.trials`).

Equal subjects of two tables have equal marks, the second of two equal ones another than the first.
So a row of the source and the same row of the release fare alike in every draw: of two equal
tables the same rows are drawn, and what was released of one half of the source is told from what
was released of the other wherever it is unchanged. The order of rows and of columns decides
nothing. Marks are no secret and no protection; they never leave the measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.classes import Integers, codes_of
from sector_data.sources.tables import Table, one_array

Marks = npt.NDArray[np.uint64]

_MISSING = np.uint64(0x6A09E667F3BCC909)


def mixed(marks: Marks) -> Marks:
    """Scatter 64-bit numbers, one to one: the finaliser of SplitMix64 (Steele, Lea and Flood,
    *Fast splittable pseudorandom number generators*, OOPSLA 2014)."""
    z = marks + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    scattered: Marks = z ^ (z >> np.uint64(31))
    return scattered


def draw(marks: Marks, seed: int, *purpose: str | int) -> Marks:
    """Draw a number for each mark; equal marks draw equal numbers.

    Parameters
    ----------
    marks
        Shape (n,).
    seed, purpose
        Draws for different purposes are independent.
    """
    return mixed(marks ^ _named("|".join(map(str, (seed, *purpose)))))


def _named(name: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))


def drawn_rows(
    table: Table,
    columns: Sequence[str],
    *,
    subjects: pa.Array | pa.ChunkedArray | None,
    seed: int,
    rows: int,
) -> tuple[Integers, Marks, Integers]:
    """Draw subjects with all their rows.

    Parameters
    ----------
    table, columns
        The columns that marks are made from.
    subjects
        Subject of each row; every row is one without them. A missing subject is one unknown one.
    seed
        Names the draw.
    rows
        Most rows. A subject who would pass it is left out with those behind it; the first one
        is cut.

    Returns
    -------
    chosen, marks, subjects
        Places of the drawn rows in the order of the draw, rows of a subject together, with mark
        and number of their subject; shape (drawn,).
    """
    contents = _contents(table, columns)
    if subjects is None:
        codes, count = np.arange(table.rows, dtype=np.int64), table.rows
    else:
        codes, count = codes_of(subjects)
    marks = _subject_marks(contents, codes, count)[codes]
    lots = draw(marks, seed, "rows")
    order = np.lexsort((contents, lots))
    if len(order) > rows:
        cut = rows
        while cut and codes[order[cut]] == codes[order[cut - 1]]:
            cut -= 1
        order = order[: cut or rows]
    return order, marks[order], codes[order]


def _contents(table: Table, columns: Sequence[str]) -> Marks:
    """Return a mark of the values of each row; the order of the columns does not matter."""
    total = np.zeros(table.rows, dtype=np.uint64)
    for name in columns:
        total += mixed(_values(one_array(table.column(name))) ^ _named(name))
    return mixed(total)


def _subject_marks(contents: Marks, codes: Integers, count: int) -> Marks:
    total = np.zeros(count, dtype=np.uint64)
    if len(codes):
        order = np.argsort(codes, kind="stable")
        starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
        total[codes[order][starts]] = np.add.reduceat(mixed(contents[order]), starts)
    order = np.argsort(total, kind="stable")
    ranked = total[order]
    first = np.flatnonzero(np.concatenate([[True], ranked[1:] != ranked[:-1]]))[: len(ranked)]
    lengths = np.diff(first, append=len(ranked))
    place = np.arange(len(ranked)) - np.repeat(first, lengths)
    marks = np.empty(count, dtype=np.uint64)
    marks[order] = mixed(ranked + place.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return marks


def _values(values: pa.Array) -> Marks:
    """Return a number for each value, equal for equal values of one type."""
    kind = values.type
    marks = np.full(len(values), _MISSING)
    present = values.is_valid().to_numpy(zero_copy_only=False)
    known = values.drop_null()
    if pa.types.is_floating(kind):
        floats = known.cast(pa.float64()).to_numpy() + 0.0  # one zero of two
        floats[np.isnan(floats)] = np.nan  # one NaN of many
        marks[present] = floats.view(np.uint64)
    elif pa.types.is_string(kind):
        marks[present] = _texts(known)
    elif pa.types.is_boolean(kind):
        marks[present] = known.cast(pa.uint8()).to_numpy().astype(np.uint64)
    elif not pa.types.is_null(kind):
        if pa.types.is_date(kind):
            known = known.cast(pa.int32())
        marks[present] = known.cast(pa.int64()).to_numpy().view(np.uint64)
    return marks


def _texts(known: pa.Array) -> Marks:
    import pandas as pd

    encoded = known.dictionary_encode()
    distinct = encoded.dictionary.to_numpy(zero_copy_only=False)
    if not len(distinct):
        return np.zeros(0, dtype=np.uint64)
    hashed = np.asarray(pd.util.hash_array(distinct, categorize=False), dtype=np.uint64)
    marks: Marks = hashed[pc.cast(encoded.indices, pa.int64()).to_numpy()]
    return marks
