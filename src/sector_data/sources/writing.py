"""Tables and texts written to files.

What lives here: CSV and Parquet out, byte for byte the same for the same table. What does not:
how values are spelt (:mod:`sector_data.sources.rendering`), how files appear all at once
(:mod:`sector_data.sources.targets`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sector_data.sources.rendering import csv_header, csv_lines
from sector_data.sources.shares import Share, Tell
from sector_data.sources.spilling import halved
from sector_data.sources.tables import MOST_TEXT, Table
from sector_data.sources.targets import atomic_directory, atomic_file

__all__ = ["atomic_directory", "write_csv", "write_file_atomically", "write_parquet", "write_text"]

_PIECE_ROWS = 1 << 16
_PIECE_BYTES = 1 << 26
_ROW_GROUP = 1 << 17
_GROUP_TEXT = MOST_TEXT


def write_csv(table: Table, path: Path, tell: Tell | None = None) -> None:
    """Write a table as CSV: RFC 4180 in UTF-8 with a header; lines end with LF.

    Null is an empty field, an empty text is ``""``. :mod:`sector_data.sources.rendering` says how
    values are spelt. Reading the file with :mod:`sector_data.sources.reading` gives the same
    table, except that a column of texts that all look like another type gets that type, integers
    of more than 15 digits come as texts, a column with no value at all comes as ``string``,
    infinities alone come as texts, NaN comes as null, and a named time zone comes as UTC or as
    its offset.

    Parameters
    ----------
    table
        Any number of rows.
    path
        Replaced if it exists, at once and only when all is written.
    tell
        Told how much of a large table is written.

    Raises
    ------
    TargetError
        If the file cannot be written.
    """
    with atomic_file(path) as stream:
        for part in csv_parts(table, tell):
            stream.write(part)


def csv_parts(table: Table, tell: Tell | None = None) -> Iterator[bytes | memoryview]:
    """Yield a table as CSV, piece by piece: what :func:`write_csv` writes."""
    data = table.data
    # Pieces stay far below the 2 GiB that an Arrow string column holds, however long the texts.
    row_bytes = max(1, data.nbytes // max(1, data.num_rows))
    step = max(1, min(_PIECE_ROWS, _PIECE_BYTES // row_bytes))
    yield f"{csv_header(data.column_names)}\n".encode()
    share = Share(f"writing {table.name} as CSV", data.nbytes, tell)
    pieces = (data.slice(start, step) for start in range(0, data.num_rows, step))
    for piece in share.of(pieces, lambda piece: int(piece.nbytes)):
        yield csv_lines(piece)


def write_parquet(table: Table, path: Path, tell: Tell | None = None) -> None:
    """Write a table as Parquet 2.6 with Zstandard, in row groups of 131,072 rows.

    Groups are halved, and halved again, where a column of one has more than 2 GiB of text. Neither
    metadata of pandas nor the way the table is cut into chunks reaches the file: the same table
    gives the same bytes with the same version of Arrow (which the file names).

    Parameters
    ----------
    table
        Any number of rows.
    path
        Replaced if it exists, at once and only when all is written.
    tell
        Told how much of a large table is written.

    Raises
    ------
    TargetError
        If the file cannot be written.
    """
    data = table.data
    plain = pa.schema([pa.field(field.name, field.type) for field in data.schema])
    data = pa.Table.from_arrays(data.columns, schema=plain)
    with (
        atomic_file(path) as stream,
        pq.ParquetWriter(stream, plain, compression="zstd", version="2.6") as writer,
    ):
        share = Share(f"writing {table.name} as Parquet", data.nbytes, tell)
        groups = (data.slice(start, _ROW_GROUP) for start in range(0, data.num_rows, _ROW_GROUP))
        for group in share.of(groups, lambda group: int(group.nbytes)):
            for part in halved(group, _GROUP_TEXT):
                writer.write_table(part.combine_chunks(), _ROW_GROUP)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8 with the line ends that it has; see :func:`write_file_atomically`."""
    write_file_atomically(path, text.encode())


def write_file_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file so that it holds either all the data or what it held before.

    Parameters
    ----------
    path
        Replaced if it exists; missing parents are made.
    data
        The whole content.
    mode
        Permissions of the file, less what the umask takes.

    Raises
    ------
    TargetError
        If the file cannot be written.
    """
    with atomic_file(path, mode) as stream:
        stream.write(data)
