"""Keys of tables that are larger than memory.

What lives here: whether the values of a column all differ, and whether they all stand in another.
What does not: which columns are keys by the pipeline file (:mod:`sector_data.release.datapackage`).

Values are compared by 128-bit hashes of their texts, which are sorted in files where they are many.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sector_data.release.leaks.secrets import pieces
from sector_data.release.leaks.tokens import hash_texts
from sector_data.sources.arrays import Records, SortedRecords, least_tag, sum_of_tags

_OTHER, _ASKED = 0, 1


def all_differ(values: pa.ChunkedArray) -> bool:
    """Tell whether no value of a column, without nulls, occurs twice.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """
    counts = SortedRecords(sum_of_tags)
    _add(counts, values, 1)
    return all(bool((piece.tag == 1).all()) for piece in counts.pieces())


def all_among(values: pa.ChunkedArray, others: pa.ChunkedArray) -> bool:
    """Tell whether every value of a column, without nulls, is also one of another's.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """
    both = SortedRecords(least_tag)
    _add(both, others.drop_null(), _OTHER)
    _add(both, values, _ASKED)
    return all(bool((piece.tag == _OTHER).all()) for piece in both.pieces())


def _add(records: SortedRecords, values: pa.ChunkedArray, tag: int) -> None:
    for piece in pieces(values):
        high, low = hash_texts(piece.cast(pa.string()))
        records.add(Records(high, low, np.full(len(high), tag, np.uint64)))
