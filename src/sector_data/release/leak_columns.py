"""Tables as the leak gate reads them: distinct values of each column, and all that is around them.

What lives here: reading CSV and Parquet files of a bundle for searching. What does not: documents
(:mod:`sector_data.release.leak_passages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_NUMERIC = r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_TEMPORAL = (
    r"^-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
)

_CSV_BLOCK = 16 * 1024 * 1024
"""Bytes read at a time; a single field must be shorter."""


class ColumnKind(StrEnum):
    """What all values of a column are."""

    TEXT = "text"
    NUMERIC = "numeric"
    TEMPORAL = "temporal"


@dataclass(frozen=True, slots=True)
class SearchColumn:
    """A column of a file, by its distinct values.

    Attributes
    ----------
    name
        As the file has it.
    values
        Distinct values as texts, no nulls.
    rows
        Rows with each value; 0 for values that are stored in the file but in no row.
    kind
        What all values are.
    """

    name: str
    values: pa.Array
    rows: npt.NDArray[np.int64]
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class SearchTable:
    """A file with a table.

    Attributes
    ----------
    columns
        In the file's order.
    around
        Texts that are no cells: column names and the file's own metadata.
    """

    columns: tuple[SearchColumn, ...]
    around: tuple[str, ...]


def read_csv(path: Path) -> SearchTable | None:
    """Read a CSV file as texts; None when it is not a table with as many fields in each row."""
    import pyarrow.csv as pacsv

    reading = pacsv.ReadOptions(block_size=_CSV_BLOCK)
    parsing = pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    try:
        names = _header(path)
        table = pacsv.read_csv(
            path,
            read_options=reading,
            parse_options=parsing,
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
    return _search_table(table, (), {})


def _header(path: Path) -> list[str]:
    import pyarrow.csv as pacsv

    with pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(block_size=_CSV_BLOCK),
        parse_options=pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
    ) as stream:
        return list(stream.schema.names)


def read_parquet(path: Path) -> SearchTable | None:
    """Read a Parquet file with everything that is stored in it; None when it is damaged.

    Dictionary pages are read whole: a filtered dictionary column still stores the values of the
    rows that were filtered out, and anybody can read them. So are minima and maxima.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            strings = [f.name for f in file.schema_arrow if pa.types.is_string(f.type)]
            metadata = file.metadata
            around = tuple(_metadata_texts(file.schema_arrow, metadata))
            bounds = _bounds(metadata)
        with pq.ParquetFile(path, read_dictionary=strings) as file:
            table = file.read()
    except (pa.ArrowException, OSError, ValueError):
        return None
    return _search_table(table, around, bounds)


def _search_table(
    table: pa.Table, around: tuple[str, ...], bounds: Mapping[int, set[str]]
) -> SearchTable:
    columns = []
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if not pa.types.is_boolean(column.type) and not pa.types.is_null(column.type):
            values, rows = _distinct(column)
            unseen = pa.array(sorted(bounds.get(place, set()) - {""}), pa.string())
            unseen = unseen.filter(pc.invert(pc.is_in(unseen, value_set=values)))
            values = pa.concat_arrays([values, unseen])
            rows = np.append(rows, np.zeros(len(unseen), np.int64))
            columns.append(SearchColumn(name, values, rows, _kind(values)))
    return SearchTable(tuple(columns), (*table.column_names, *around))


def _distinct(column: pa.ChunkedArray) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the distinct values as texts, and the rows of each; the empty text is left out."""
    if pa.types.is_nested(column.type):
        column = pa.chunked_array([_spelt(column)])
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    column = column.unify_dictionaries()
    if column.num_chunks == 0:
        return pa.array([], pa.string()), np.zeros(0, np.int64)
    dictionary = column.chunk(0).dictionary
    rows = np.zeros(len(dictionary), np.int64)
    for chunk in column.chunks:
        indices = chunk.indices.drop_null().to_numpy(zero_copy_only=False)
        rows += np.bincount(indices, minlength=len(dictionary)).astype(np.int64)
    texts = _texts(dictionary)
    present = pc.fill_null(pc.greater(pc.binary_length(texts), 0), False)
    return texts.filter(present), rows[present.to_numpy(zero_copy_only=False)]


def _texts(values: pa.Array) -> pa.Array:
    if pa.types.is_floating(values.type):
        return pa.array(
            [
                None if v is None else str(int(v)) if v.is_integer() else repr(v)
                for v in values.to_pylist()
            ],
            pa.string(),
        )
    try:
        return values.cast(pa.string())
    except pa.ArrowException:
        return _spelt(values)


def _spelt(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Spell values of types that no table of ours has: bytes, lists, structs."""
    return pa.array([None if v is None else str(v) for v in values.to_pylist()], pa.string())


def _kind(values: pa.Array) -> ColumnKind:
    if not len(values):
        return ColumnKind.TEXT
    for pattern, kind in ((_NUMERIC, ColumnKind.NUMERIC), (_TEMPORAL, ColumnKind.TEMPORAL)):
        if pc.all(pc.match_substring_regex(values, pattern)).as_py():
            return kind
    return ColumnKind.TEXT


def _metadata_texts(schema: pa.Schema, metadata: Any) -> Iterator[str]:
    yield metadata.created_by or ""
    stored = dict(metadata.metadata or {})
    stored.pop(b"ARROW:schema", None)  # the same schema again, in binary
    documents = [stored, schema.metadata or {}, *(field.metadata or {} for field in schema)]
    for document in documents:
        for key, value in document.items():
            yield key.decode("utf-8", "replace")
            yield value.decode("utf-8", "replace")


def _bounds(metadata: Any) -> dict[int, set[str]]:
    """Return the smallest and largest texts of the row groups, by the place of their column."""
    bounds: dict[int, set[str]] = {}
    for group in range(metadata.num_row_groups):
        for place in range(metadata.num_columns):
            column = metadata.row_group(group).column(place)
            statistics = column.statistics if column.is_stats_set else None
            if statistics is None or not statistics.has_min_max:
                continue
            for bound in (statistics.min, statistics.max):
                if isinstance(bound, str):
                    bounds.setdefault(place, set()).add(bound)
                elif isinstance(bound, bytes):
                    bounds.setdefault(place, set()).add(bound.decode("utf-8", "replace"))
    return bounds
