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
from collections.abc import Iterable

import pyarrow as pa

from sector_data.errors import TargetError

LARGE = 1 << 28
"""Bytes up to which a table is kept in memory: 256 MB."""
_ROWS = 1 << 17


def gathered(pieces: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """Put pieces of a table one under the other, in memory while they are small.

    Parameters
    ----------
    pieces
        With the columns of `schema`; taken one at a time.
    schema
        Of the table.

    Returns
    -------
    pyarrow.Table
        Its columns have a chunk for each piece.

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
        if size > LARGE:
            return _mapped(kept, left, schema)
    return pa.concat_tables([schema.empty_table(), *kept])


def spilled(data: pa.Table) -> pa.Table:
    """Return a table as it is, but in a file when it is large; see :func:`gathered`."""
    return gathered(_slices(data), data.schema) if data.nbytes > LARGE else data


def taken(data: pa.Table, rows: pa.Array) -> pa.Table:
    """Return rows of a table in the order that they are asked for; see :func:`gathered`."""
    pieces = (data.take(rows.slice(start, _ROWS)) for start in range(0, len(rows), _ROWS))
    return gathered(pieces, data.schema)


def _slices(data: pa.Table) -> Iterable[pa.Table]:
    return (data.slice(start, _ROWS) for start in range(0, data.num_rows, _ROWS))


def _mapped(kept: list[pa.Table], left: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    try:
        with tempfile.TemporaryFile(prefix="sector-data-") as file:
            with pa.ipc.new_file(file, schema) as writer:
                while kept:
                    writer.write_table(kept.pop(0).cast(schema))
                for piece in left:
                    writer.write_table(piece.cast(schema))
            file.flush()
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:
        raise _no_room() from None
    return pa.ipc.open_file(pa.BufferReader(pa.py_buffer(content))).read_all()


def _no_room() -> TargetError:
    return TargetError(
        f"There is no room for temporary files in {tempfile.gettempdir()}.",
        "Make room, or name another folder: TMPDIR=/somewhere/large",
    )
