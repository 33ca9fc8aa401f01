"""The distinct values of a column, and where each stands.

What lives here: what Arrow does with a table of hashes (``dictionary_encode``, ``count_distinct``,
``index_in``), done by sorting where a column has many rows and many different values. What does
not: codes of several columns together (:mod:`sector_data.anonymise.classes`).

Arrow's tables take 100 to 180 bytes of memory for each different text. Here a value is a number of
128 bits, SipHash-2-4 under a key that this process drew and nobody knows, and the numbers are
sorted; numpy's arrays lie in files when they are large (:mod:`sector_data.kernels.scratch`). The
result is the same: values are numbered as they first appear.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.kernels.hashing import hash_stretches
from sector_data.sources.spilling import gathered, slices
from sector_data.sources.tables import one_array

MANY_ROWS, MANY_BYTES = 1 << 20, 1 << 28
"""Rows or bytes from which a column may be sorted; below, Arrow's table is small."""

_FEW_VALUES = 1 << 15
"""Different ones among :data:`MANY_ROWS` rows, up to which Arrow's table stays small: about one
row in thirty may then have a value of its own."""
_STRETCHES = 64
_SAMPLE_BYTES = 1 << 26
_PIECE = 1 << 18
_KEPT = 2
"""Columns whose numbers are remembered: that of the subject is asked for by most steps."""

_SECRET = os.urandom(16)

Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
_Numbers = tuple[npt.NDArray[np.int32], Integers]

_remembered: ContextVar[dict[tuple[object, ...], tuple[pa.ChunkedArray, _Numbers]] | None] = (
    ContextVar("numbers", default=None)
)


@contextmanager
def numbers_remembered() -> Iterator[None]:
    """Remember the numbers of large columns within, as several steps ask for the same ones."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def encoded(values: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column as codes of its distinct values, numbered as they first appear.

    Parameters
    ----------
    values
        A column of one of the types that tables hold.

    Returns
    -------
    DictionaryArray
        As ``dictionary_encode`` gives it: a missing value has no code.

    Raises
    ------
    InputError
        If the texts of its distinct values are more than one array holds.
    TargetError
        If there is no room for temporary files.
    """
    column = _chunked(values)
    if not len(column) or pa.types.is_null(column.type):
        # Arrow would make a value of what is missing from a column without a type.
        nothing = pa.array([], column.type)
        return pa.DictionaryArray.from_arrays(pa.nulls(len(column), pa.int32()), nothing)
    if not _is_sorted(column):
        return _joined(column.dictionary_encode())
    codes, firsts = _numbers(column)
    return pa.DictionaryArray.from_arrays(_as_arrow(codes), one_array(rows_at(column, firsts)))


def numbered(
    values: pa.Array | pa.ChunkedArray,
) -> tuple[npt.NDArray[np.int32], pa.ChunkedArray]:
    """Return the code of each row, -1 where it has no value, and the distinct values.

    As :func:`encoded`, but the distinct values may have any amount of text.
    """
    column = _chunked(values)
    if _is_sorted(column):
        codes, firsts = _numbers(column)
        return codes, rows_at(column, firsts)
    found = encoded(column)
    return _codes(found), pa.chunked_array([found.dictionary])


def coded(values: pa.Array | pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], int]:
    """Return the code of each row, -1 where it has no value, and how many codes there are."""
    column = _chunked(values)
    if _is_sorted(column):
        codes, firsts = _numbers(column)
        return codes, len(firsts)
    found = encoded(column)
    return _codes(found), len(found.dictionary)


def _codes(found: pa.DictionaryArray) -> npt.NDArray[np.int32]:
    codes: npt.NDArray[np.int32] = found.indices.fill_null(-1).to_numpy()
    return codes


def rows_at(values: pa.ChunkedArray, rows: Integers) -> pa.ChunkedArray:
    """Return some values of a column, read from its beginning to its end.

    Parameters
    ----------
    values
        A column.
    rows
        Numbers of rows, ascending.
    """
    data = pa.table([values], [""])

    def pieces() -> Iterator[pa.Table]:
        start = 0
        for piece in slices(data):
            low, high = np.searchsorted(rows, [start, start + piece.num_rows])
            if low < high:
                yield piece.take(pa.array(rows[low:high] - start))
            start += piece.num_rows

    return gathered(pieces(), data.schema).column(0)


def distinct_count(values: pa.Array | pa.ChunkedArray) -> int:
    """Return how many distinct values a column has; a missing one is none."""
    column = _chunked(values)
    if _is_sorted(column):
        return len(_numbers(column)[1])
    return int(pc.count_distinct(column, mode="only_valid").as_py())


def places_in(values: pa.Array | pa.ChunkedArray, known: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return where each value first stands among others.

    Parameters
    ----------
    values
        A column.
    known
        Values of the same type.

    Returns
    -------
    Array
        ``int32``, as long as `values`; null where a value is missing or not among the known.

    Raises
    ------
    TargetError
        If there is no room for temporary files.
    """
    column, known = _chunked(values), _chunked(known)
    if not (column.type == known.type and _is_sorted(known)):
        return one_array(pc.index_in(column, value_set=known, skip_nulls=True))
    keys = [np.concatenate(both) for both in zip(_keys(known), _keys(column), strict=True)]
    there = np.concatenate([_is_there(known), _is_there(column)])
    codes, firsts = _numbered((keys[0], keys[1]), there)
    places = np.where(firsts < len(known), firsts, -1).astype(np.int32)
    own = codes[len(known) :]
    # The last place is that of missing values.
    return _as_arrow(np.append(places, np.int32(-1))[own])


def are_in(values: pa.Array | pa.ChunkedArray, known: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return whether each value is among others; a missing one is not. See :func:`places_in`."""
    return places_in(values, known).is_valid()


def _chunked(values: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    if isinstance(values, pa.ChunkedArray) and values.num_chunks:
        return values
    return pa.chunked_array(
        [pa.array([], values.type) if isinstance(values, pa.ChunkedArray) else values]
    )


def _joined(coded: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return encoded chunks as one, without joining the texts of chunks."""
    if coded.num_chunks == 1:
        return coded.chunk(0)
    chunks = coded.unify_dictionaries().chunks
    indices = pa.concat_arrays([chunk.indices for chunk in chunks])
    return pa.DictionaryArray.from_arrays(indices, chunks[0].dictionary)


def _is_sorted(column: pa.ChunkedArray) -> bool:
    """Tell whether a column is numbered by sorting: it is large and has many values."""
    kind = column.type
    sortable = (
        pa.types.is_string(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_float64(kind)
        or pa.types.is_date(kind)
        or pa.types.is_timestamp(kind)
    )
    if not sortable or (len(column) < MANY_ROWS and column.nbytes < MANY_BYTES):
        return False
    if _key_of(column) in (_remembered.get() or {}):
        return True
    rows = min(len(column), MANY_ROWS, max(1, _SAMPLE_BYTES * len(column) // column.nbytes))
    stretch = -(-rows // _STRETCHES)
    starts = np.linspace(0, len(column) - stretch, _STRETCHES).astype(int)
    parts = (column.slice(start, stretch) for start in starts.tolist())
    some = pa.chunked_array([chunk for part in parts for chunk in part.chunks], kind)
    return bool(pc.count_distinct(some).as_py() > _FEW_VALUES * rows // MANY_ROWS)


def _key_of(column: pa.ChunkedArray) -> tuple[object, ...]:
    places = (
        (chunk.offset, len(chunk), *(b.address for b in chunk.buffers() if b is not None))
        for chunk in column.chunks
    )
    return (column.type, *places)


def _numbers(column: pa.ChunkedArray) -> _Numbers:
    remembered = _remembered.get()
    key = _key_of(column)
    if remembered is not None and key in remembered:
        return remembered[key][1]
    numbers = _numbered(_keys(column), _is_there(column))
    if remembered is not None:
        while len(remembered) >= _KEPT:
            remembered.pop(next(iter(remembered)))
        # With the column itself, so that its addresses are not another's meanwhile.
        remembered[key] = (column, numbers)
    return numbers


def _is_there(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    there = np.ones(len(column), np.bool_)
    if column.null_count:
        for start, piece in _pieces(column):
            there[start : start + len(piece)] = piece.is_valid().to_numpy(zero_copy_only=False)
    return there


def _pieces(column: pa.ChunkedArray) -> Iterator[tuple[int, pa.Array]]:
    """Yield parts of a column with the row that each begins with."""
    first = 0
    for chunk in column.chunks:
        for start in range(0, len(chunk), _PIECE):
            yield first + start, chunk.slice(start, _PIECE)
        first += len(chunk)


def _keys(column: pa.ChunkedArray) -> tuple[Words, Words]:
    """Return two numbers for each value, which only equal values share."""
    high, low = np.empty(len(column), np.uint64), np.zeros(len(column), np.uint64)
    for start, piece in _pieces(column):
        part = slice(start, start + len(piece))
        if pa.types.is_string(column.type):
            _, offsets, data = piece.buffers()
            ends = np.frombuffer(offsets, np.int32)[piece.offset : piece.offset + len(piece) + 1]
            texts = np.frombuffer(b"" if data is None else data, np.uint8)[ends[0] : ends[-1]]
            places = ends.astype(np.int64) - ends[0]
            high[part], low[part] = hash_stretches(texts, places[:-1], places[1:], key=_SECRET)
            continue
        high[part] = _bits(piece)
    return high, low


def _bits(piece: pa.Array) -> Words:
    """Return numbers, dates or times as words."""
    if pa.types.is_temporal(piece.type):
        piece = piece.view(pa.int32() if pa.types.is_date32(piece.type) else pa.int64())
    numbers = pc.fill_null(piece, 0).to_numpy(zero_copy_only=False)
    if pa.types.is_floating(piece.type):
        # Numbers that are none are one value, whatever their bits.
        numbers = np.where(np.isnan(numbers), np.nan, numbers).view(np.int64)
    words: Words = numbers.astype(np.int64).view(np.uint64)
    return words


def _numbered(keys: tuple[Words, Words], there: npt.NDArray[np.bool_]) -> _Numbers:
    """Return the number of each key, as they first appear, and the first row of each number; -1
    where no key is there."""
    high, low = keys
    rows = np.flatnonzero(there)
    every = len(rows) == len(there)
    order = np.argsort(high if every else high[rows])
    order = order if every else rows[order]
    of_high, of_low = high[order], low[order]
    same = of_high[1:] == of_high[:-1]
    if (same & (of_low[1:] != of_low[:-1])).any():
        order = rows[np.lexsort((low[rows], high[rows]))]
        of_high, of_low = high[order], low[order]
        same = (of_high[1:] == of_high[:-1]) & (of_low[1:] == of_low[:-1])
    new = np.ones(len(order), np.bool_)
    new[1:] = ~same
    starts = np.flatnonzero(new)
    least = np.minimum.reduceat(order, starts) if len(starts) else starts
    by_row = np.argsort(least)
    number = np.empty(len(starts), np.int32)
    number[by_row] = np.arange(len(starts), dtype=np.int32)
    codes = np.full(len(there), -1, np.int32)
    codes[order] = np.repeat(number, np.diff(starts, append=len(order)))
    return codes, least[by_row]


def _as_arrow(codes: npt.NDArray[np.int32]) -> pa.Array:
    """Return codes as Arrow has them, without a copy; -1 is null."""
    valid = codes >= 0
    missing = len(codes) - int(np.count_nonzero(valid))
    bits = pa.py_buffer(np.packbits(valid, bitorder="little")) if missing else None
    return pa.Array.from_buffers(pa.int32(), len(codes), [bits, pa.py_buffer(codes)], missing)
