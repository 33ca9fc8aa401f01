"""Tables larger than memory: Arrow columns in a temporary file that is mapped into it.

What lives here: writing pieces of a table to such a file and giving it back as one table. What does
not: where the pieces come from.

Pages of a mapped file are taken back by the system when it needs room, so the table costs disk and
no memory of its own. The file can be read by its owner only, has no name, and is gone with the
table, or with the process, however that ends.
"""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.errors import TargetError
from sector_data.sources import tables
from sector_data.sources.growing import GrowingColumn, can_grow
from sector_data.sources.shares import Share, Tell
from sector_data.sources.tables import is_long, one_array, text_bytes

LARGE = 1 << 28
"""Bytes up to which a table is kept in memory: 256 MB."""
_LARGE_COLUMN = 1 << 25
_ROWS = 1 << 17
_PIECE_BYTES = 1 << 26
"""Of a piece, whose rows are then fewer."""
_GROUP = 1 << 20
"""Rows that are put in order at a time; fewer when they are long."""
_GROUP_BYTES = 1 << 27
_LONGEST = 64
"""Bytes of a text that a function makes of a short value, such as a pseudonym."""
_MOST_COLUMNS = 128
"""Columns that are written side by side, three files each at most; of more, rows are."""


def gathered(pieces: Iterable[pa.Table], schema: pa.Schema, most: int | None = None) -> pa.Table:
    """Put pieces of a table one under the other, in memory while they are small.

    Parameters
    ----------
    pieces
        With the columns of `schema`; taken one at a time.
    schema
        Of the table.
    most
        Bytes up to which it is small: as much as a table may have when not given.

    Returns
    -------
    pyarrow.Table
        Its columns have a chunk for each piece while they are in memory, and one for each 2 GiB of
        texts in a file.

    Raises
    ------
    TargetError
        If the folder for temporary files is full or cannot be written (``TMPDIR`` names another).
    """
    kept: list[pa.Table] = []
    size = 0
    left = iter(pieces)
    for piece in left:
        kept.append(piece)
        size += piece.nbytes
        if size > (LARGE if most is None else most):
            return _mapped(chain(_emptied(kept), left), schema)
    return pa.concat_tables([schema.empty_table(), *kept])


def _emptied(pieces: list[pa.Table]) -> Iterator[pa.Table]:
    """Yield pieces and let go of each."""
    while pieces:
        yield pieces.pop(0)


def settled(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array, which lies in a file when it is large; see :func:`gathered`.

    Raises
    ------
    InputError
        If its texts are more than one array holds.
    """
    if values.nbytes > _LARGE_COLUMN and can_grow(values.type):
        values = _mapped(slices(pa.table([values], [""])), pa.schema([("", values.type)]))[0]
    return one_array(values)


def piecewise(
    function: Callable[..., pa.Array], *columns: pa.Array | pa.ChunkedArray | None
) -> pa.Array | pa.ChunkedArray:
    """Return what a function of rows makes of columns, in a file when it is large.

    Parameters
    ----------
    function
        Gets an array for each column and returns one as long; a row of the result may depend on
        that row only. It is called once, or, where a column has more text than one array holds or
        the result may have (64 bytes a row), with one piece of them after the other.
    columns
        Of one length; None is given as it is.

    Returns
    -------
    Array or ChunkedArray
        The latter if the function got pieces.
    """
    there = [column for column in columns if column is not None]
    if not any(map(is_long, there)) and _LONGEST * len(there[0]) <= tables.MOST_TEXT:
        whole = [None if column is None else one_array(column) for column in columns]
        made_at_once = function(*whole)
        same = any(made_at_once is column for column in whole)
        return made_at_once if same else settled(made_at_once)

    def made() -> Iterator[pa.Table]:
        for piece in slices(pa.table(there, list(map(str, range(len(there)))))):
            parts = iter(piece.columns)
            result = function(*(None if c is None else one_array(next(parts)) for c in columns))
            yield pa.table([result], [""])

    pieces = made()
    first = next(pieces)
    return gathered(chain([first], pieces), first.schema).column(0)


def filtered(values: pa.Array, keep: npt.NDArray[np.bool_]) -> pa.Array:
    """Return the values of some rows: themselves if all are kept; see :func:`settled`."""
    return values if keep.all() else settled(values.filter(pa.array(keep)))


def taken(
    data: pa.Table, rows: npt.NDArray[np.int64], *, phrase: str = "", tell: Tell | None = None
) -> pa.Table:
    """Return rows of a table in the order that they are asked for; see :func:`gathered`.

    A large table is read from its beginning to its end, and not here and there: its rows are
    dealt to groups that are near one another in the result, and each group is put in order.

    Parameters
    ----------
    data
        A table.
    rows
        Their numbers, shape (rows of the result,).
    phrase, tell
        What is being done, and who is told how much of it is.
    """
    if data.nbytes > LARGE:
        # Every row is dealt once and taken once.
        share = Share(phrase, 2 * data.nbytes, tell)
        return gathered(_dealt(data, rows, share), data.schema)
    pieces = (
        data.take(pa.array(rows[start : start + _ROWS])) for start in range(0, len(rows), _ROWS)
    )
    return gathered(pieces, data.schema)


def _dealt(data: pa.Table, rows: npt.NDArray[np.int64], share: Share) -> Iterator[pa.Table]:
    """Yield rows of a table in some order, group by group."""
    places = np.argsort(rows, kind="stable")
    sources = rows[places]
    size = _rows_of(data, _GROUP, _GROUP_BYTES)
    step = min(_ROWS, size)
    groups = -(-len(rows) // size)
    schema = data.schema.append(pa.field("", pa.int64()))

    def hands() -> Iterator[pa.RecordBatch]:
        for start in range(0, data.num_rows, step):
            low, high = np.searchsorted(sources, [start, start + step])
            by_group = low + np.argsort(places[low:high] // size, kind="stable")
            share.add(data.slice(start, step).nbytes)
            piece = data.slice(start, step).take(pa.array(sources[by_group] - start))
            there = places[by_group]
            piece = piece.append_column(schema[-1], pa.array(there)).combine_chunks()
            cuts = np.searchsorted(there // size, np.arange(groups + 1))
            for first, end in pairwise(cuts.tolist()):
                # Also of no rows, so that those of a group can be found by number.
                batches = piece.slice(first, end - first).to_batches()
                yield batches[0] if batches else pa.RecordBatch.from_pylist([], schema)

    dealt = _in_file(hands(), schema)
    for group in range(groups):
        hand = pa.Table.from_batches(
            [dealt.get_batch(n) for n in range(group, dealt.num_record_batches, groups)], schema
        )
        order = np.argsort(hand.column(len(schema) - 1).to_numpy())
        share.add(hand.nbytes)
        yield hand.take(pa.array(order)).select(range(len(schema) - 1))


def slices(data: pa.Table, size: int = _PIECE_BYTES) -> Iterator[pa.Table]:
    """Yield a table in pieces of some bytes each; nothing is copied."""
    step = _rows_of(data, _ROWS, size)
    for start in range(0, data.num_rows, step):
        yield from halved(data.slice(start, step), tables.MOST_TEXT)


def halved(piece: pa.Table, most: int) -> Iterator[pa.Table]:
    """Yield a piece, or halves of halves of it while a column has more bytes of text than said."""
    half = piece.num_rows // 2
    if half and any(text_bytes(column) > most for column in piece.columns):
        yield from halved(piece.slice(0, half), most)
        yield from halved(piece.slice(half), most)
    else:
        yield piece


def _rows_of(data: pa.Table, rows: int, size: int) -> int:
    """Return how many rows a piece has: some at most, and fewer where they are long."""
    return max(1, min(rows, size * int(data.num_rows) // max(1, int(data.nbytes))))


def _mapped(pieces: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    if len(schema) > _MOST_COLUMNS or not all(map(can_grow, schema.types)):
        batches = (batch for piece in pieces for batch in piece.cast(schema).to_batches())
        return _in_file(batches, schema).read_all()
    with ExitStack() as opened:
        with told_when_full():
            columns = [opened.enter_context(closing(GrowingColumn(k))) for k in schema.types]
        for piece in pieces:
            with told_when_full():
                for column, values in zip(columns, piece.cast(schema).columns, strict=True):
                    column.add(values)
        with told_when_full():
            return pa.Table.from_arrays([column.finished() for column in columns], schema=schema)


def _in_file(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatchFileReader:
    """Write batches to a file without a name, and open it."""
    with ExitStack() as opened:
        with told_when_full():
            file = opened.enter_context(tempfile.TemporaryFile(prefix="sector-data-"))
            writer = pa.ipc.new_file(file, schema)
        for batch in batches:
            with told_when_full():
                writer.write_batch(batch)
        with told_when_full():
            writer.close()
            file.flush()
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return pa.ipc.open_file(pa.BufferReader(pa.py_buffer(content)))


@contextmanager
def told_when_full() -> Iterator[None]:
    """Say that the folder for temporary files is full or cannot be written, when that is so."""
    try:
        yield
        return
    except OSError:
        pass
    raise TargetError(
        f"There is no room for temporary files in {tempfile.gettempdir()}.",
        "Make room, or name another folder: TMPDIR=/somewhere/large",
    )
