"""The Parquet files of a bundle, which a stranger may have made to fill memory.

What lives here: reading them within bounds that the CSV file beside each gives. What does not:
Parquet of the steward's own (:mod:`sector_data.sources.parquet`), and whether the two files hold
the same (:mod:`sector_data.pipeline.auditing.claims`).

A Parquet file of a few kilobytes can stand for terabytes: a page of zeros, one long text in a
dictionary that every row names, a row repeated a billion times. A CSV file cannot, so it is the
measure. Each field takes a byte there at least, and a text all of its bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sector_data.errors import BundleError, DamagedBundleError, SourceError
from sector_data.release.documents import open_file
from sector_data.release.layout import csv_path, parquet_path
from sector_data.sources.arrow_types import normalise_table
from sector_data.sources.column_names import check_names
from sector_data.sources.parquet_pages import decompressed_size
from sector_data.sources.shares import Share, Tell
from sector_data.sources.spilling import gathered
from sector_data.sources.tables import Table

MOST_COLUMNS = 100_000
"""Columns of a table, and groups of rows of a file, that are read."""
_WRITER = "parquet-cpp-arrow"
"""How files of ours begin to tell who made them; of others Arrow forgives known mistakes."""
_TIMES = 16
"""A number takes at most 8 bytes and two in CSV; the rest is for levels and dictionaries."""
_PER_CHUNK = 1 << 10
"""Bytes that a column of a group of rows may take whatever the CSV file has."""
_TYPES = (pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32())

_FIX = "Get the bundle again from whoever released it."


def read_released(directory: Path, name: str, tell: Tell | None = None) -> Table:
    """Read a table of a bundle.

    Parameters
    ----------
    directory
        The bundle.
    name
        Of the table.
    tell
        Told how much of a large table is read.

    Returns
    -------
    Table
        Memory-mapped from a temporary file when it is large.

    Raises
    ------
    BundleError
        If the Parquet file or the CSV file beside it cannot be read, is damaged, or the first
        stands for much more than the second.
    """
    path = parquet_path(name)
    with open_file(directory, csv_path(name)) as beside:
        measure = beside.seek(0, os.SEEK_END)
    try:
        with open_file(directory, path) as stream:
            strings = _check(stream, path, measure)
        # Not the stream of Python's: see sources/parquet.py.
        with pa.OSFile(str(directory / path)) as opened:
            file = pq.ParquetFile(opened, read_dictionary=strings)
            plain = [
                field.with_type(pa.string()) if field.name in strings else field
                for field in file.schema_arrow
            ]
            schema = pa.schema([pa.field(field.name, field.type) for field in plain])
            share = Share(f"reading {name}", measure, tell)
            each = measure // file.num_row_groups
            pieces = share.of(_pieces(file, path, measure), lambda _: each)
            return Table(name, gathered(pieces, schema))
    except (pa.ArrowException, OSError, ValueError):
        raise _problem(path, "it is damaged") from None
    except SourceError:
        raise _problem(path, "it holds what no table of a release holds") from None


def _check(stream: BinaryIO, path: str, measure: int) -> list[str]:
    """Look at footer and page headers of a file; return the names of its columns of texts."""
    file = pq.ParquetFile(stream, thrift_container_size_limit=MOST_COLUMNS)
    metadata, schema = file.metadata, file.schema_arrow
    if not str(metadata.created_by).startswith(_WRITER):
        raise _problem(path, "another program wrote it")
    check_names(path, schema.names)
    if not all(_is_ours(field.type) for field in schema):
        raise _problem(path, "it holds what no table of a release holds")
    if not metadata.num_rows:
        raise _problem(path, "it has no rows")
    chunks = metadata.num_row_groups * metadata.num_columns
    most = _TIMES * measure + _PER_CHUNK * chunks
    if (
        metadata.num_rows * metadata.num_columns > measure
        or decompressed_size(stream, metadata, most) > most
    ):
        raise _too_much(path)
    return [field.name for field in schema if pa.types.is_string(field.type)]


def _is_ours(kind: pa.DataType) -> bool:
    return kind in _TYPES or (pa.types.is_timestamp(kind) and kind.unit == "us")


def _pieces(file: pq.ParquetFile, path: str, measure: int) -> Iterator[pa.Table]:
    """Yield the groups of rows, unless their texts are more than the measure."""
    left = measure
    for group in range(file.num_row_groups):
        data = file.read_row_group(group)
        for column in data.columns:
            if pa.types.is_dictionary(column.type):
                left -= sum(map(_characters, column.chunks))
        if left < 0:
            raise _too_much(path)
        yield normalise_table(data, path)


def _characters(texts: pa.DictionaryArray) -> int:
    """Return the bytes that the texts of a column take when each is written out."""
    lengths = pc.binary_length(texts.dictionary)
    return int(pc.sum(lengths.take(texts.indices).cast(pa.int64())).as_py() or 0)


def _too_much(path: str) -> BundleError:
    return _problem(path, "it stands for much more than the CSV file beside it")


def _problem(path: str, reason: str) -> BundleError:
    return DamagedBundleError(f"{path} cannot be read: {reason}.", _FIX)
