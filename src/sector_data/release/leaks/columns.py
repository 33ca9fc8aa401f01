"""Tables as the leak gate reads them: a few rows of each column at a time, and all around them.

What lives here: reading CSV and Parquet files of a bundle for searching. What does not: documents
(:mod:`sector_data.release.leaks.passages`).

A file is read twice: at first to see whether it is a table and what all values of a column are,
then to be searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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

_CSV_BLOCKS = (1 << 22, 1 << 26)
"""Bytes read at a time: as many as a row fits into."""


class ColumnKind(StrEnum):
    """What all values of a column are."""

    TEXT = "text"
    NUMERIC = "numeric"
    TEMPORAL = "temporal"


@dataclass(frozen=True, slots=True)
class Portion:
    """Some values of a column.

    Attributes
    ----------
    column
        Place of the column.
    values
        Distinct in this portion, as texts, no nulls; the empty text is left out.
    rows
        Rows of the portion with each value; 0 for values that are stored in the file but in no row
        of it.
    read
        Rows that were read for it.
    """

    column: int
    values: pa.Array
    rows: npt.NDArray[np.int64]
    read: int


@dataclass(frozen=True, slots=True)
class SearchTable:
    """A file with a table.

    Attributes
    ----------
    names
        Of the columns, in the file's order.
    kinds
        What all values of each are.
    around
        Texts that are no cells: column names and the file's own metadata.
    rows
        How many there are.
    portions
        Reads the cells.
    """

    names: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    around: tuple[str, ...]
    rows: int
    portions: Callable[[], Iterator[Portion]]


def read_csv(path: Path) -> SearchTable | None:
    """Read a CSV file as texts; None when it is not a table with as many fields in each row."""
    for block in _CSV_BLOCKS:
        try:
            return _read_csv(path, block)
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            continue
    return None


def _read_csv(path: Path, block: int) -> SearchTable:
    names = _header(path, block)
    kinds = [_Kind() for _ in names]
    rows = 0
    for batch in _csv_batches(path, names, block):
        rows += batch.num_rows
        for kind, column in zip(kinds, batch.columns, strict=True):
            kind.see(column)

    def portions() -> Iterator[Portion]:
        for batch in _csv_batches(path, names, block):
            for place, column in enumerate(batch.columns):
                yield Portion(place, *_distinct(column), batch.num_rows)

    return SearchTable(
        tuple(names), tuple(kind.found() for kind in kinds), tuple(names), rows, portions
    )


def _header(path: Path, block: int) -> list[str]:
    with _open_csv(path, block, None) as stream:
        return list(stream.schema.names)


def _csv_batches(path: Path, names: list[str], block: int) -> Iterator[pa.RecordBatch]:
    import pyarrow.csv as pacsv

    converting = pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    with _open_csv(path, block, converting) as stream:
        yield from stream


def _open_csv(path: Path, block: int, converting: Any) -> Any:
    import pyarrow.csv as pacsv

    return pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(block_size=block),
        parse_options=pacsv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=converting,
    )


def read_parquet(path: Path) -> SearchTable | None:
    """Read a Parquet file with everything that is stored in it; None when it is damaged.

    Dictionary pages are read whole: a filtered dictionary column still stores the values of the
    rows that were filtered out, and anybody can read them. So are minima and maxima.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.metadata
            around = tuple(_metadata_texts(schema, metadata))
            bounds = _bounds(metadata, len(schema))
        kinds = [_Kind() for _ in schema]
        for place, texts in bounds.items():
            kinds[place].see(texts)
        for group in _row_groups(path, schema):
            for kind, column in zip(kinds, group.columns, strict=True):
                kind.see(column)
    except (pa.ArrowException, OSError, ValueError):
        return None
    return SearchTable(
        names=tuple(schema.names),
        kinds=tuple(kind.found() for kind in kinds),
        around=(*schema.names, *around),
        rows=metadata.num_rows,
        portions=lambda: _parquet_portions(path, schema, bounds),
    )


def _row_groups(path: Path, schema: pa.Schema) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    strings = [field.name for field in schema if pa.types.is_string(field.type)]
    with pq.ParquetFile(path, read_dictionary=strings) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


def _parquet_portions(
    path: Path, schema: pa.Schema, bounds: Mapping[int, pa.Array]
) -> Iterator[Portion]:
    """Yield the cells, then for each column what is stored but in no row."""
    unused = dict(bounds)
    again = False
    for group in _row_groups(path, schema):
        for place, column in enumerate(group.columns):
            if _is_empty(column.type):
                continue
            values, rows = _distinct(column)
            used, spare = pa.array(rows > 0), pa.array(rows == 0)
            if pc.any(spare).as_py():
                # A row of another group may have it: all of them are looked through again.
                again = True
                found = [values.filter(spare), *([unused[place]] if place in unused else [])]
                unused[place] = pc.unique(pa.concat_arrays(found))
            yield Portion(place, values.filter(used), rows[rows > 0], group.num_rows)
            if place in unused:
                unused[place] = _without(unused[place], values.filter(used))
    for group in _row_groups(path, schema) if again else ():
        for place, texts in unused.items():
            values, rows = _distinct(group.column(place))
            unused[place] = _without(texts, values.filter(pa.array(rows > 0)))
    for place, texts in unused.items():
        yield Portion(place, texts, np.zeros(len(texts), np.int64), 0)


def _without(texts: pa.Array, values: pa.Array) -> pa.Array:
    met = values.filter(pc.is_in(values, value_set=texts))
    return texts.filter(pc.invert(pc.is_in(texts, value_set=met)))


def _is_empty(kind: pa.DataType) -> bool:
    """Whether no value of a type can be anybody's."""
    return bool(pa.types.is_boolean(kind) or pa.types.is_null(kind))


class _Kind:
    """What all values of a column are, as far as they have been seen."""

    def __init__(self) -> None:
        self._possible = {ColumnKind.NUMERIC: _NUMERIC, ColumnKind.TEMPORAL: _TEMPORAL}
        self._seen = False

    def see(self, values: pa.Array | pa.ChunkedArray) -> None:
        """Look at more values."""
        if not self._possible or _is_empty(values.type):
            return
        if _is_finite(values):
            values = values.drop_null().slice(0, 1)  # the others are numbers like the first
        texts, _ = _distinct(values)
        self._seen |= len(texts) > 0
        for kind, pattern in list(self._possible.items()):
            if pc.all(pc.match_substring_regex(texts, pattern)).as_py() is False:
                del self._possible[kind]

    def found(self) -> ColumnKind:
        """Return what all of them are: texts when there are none."""
        return next(iter(self._possible), ColumnKind.TEXT) if self._seen else ColumnKind.TEXT


def _is_finite(values: pa.Array | pa.ChunkedArray) -> bool:
    if pa.types.is_floating(values.type):
        return pc.all(pc.is_finite(values)).as_py() is not False
    return bool(pa.types.is_integer(values.type))


def _distinct(column: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the distinct values as texts, and the rows of each; the empty text is left out."""
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
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


def _metadata_texts(schema: pa.Schema, metadata: Any) -> Iterator[str]:
    yield metadata.created_by or ""
    stored = dict(metadata.metadata or {})
    stored.pop(b"ARROW:schema", None)  # the same schema again, in binary
    documents = [stored, schema.metadata or {}, *(field.metadata or {} for field in schema)]
    for document in documents:
        for key, value in document.items():
            yield key.decode("utf-8", "replace")
            yield value.decode("utf-8", "replace")


def _bounds(metadata: Any, columns: int) -> dict[int, pa.Array]:
    """Return the smallest and largest texts of the row groups, by the place of their column."""
    bounds: dict[int, set[str]] = {}
    for group in range(metadata.num_row_groups):
        for place in range(min(columns, metadata.num_columns)):
            column = metadata.row_group(group).column(place)
            statistics = column.statistics if column.is_stats_set else None
            if statistics is None or not statistics.has_min_max:
                continue
            for bound in (statistics.min, statistics.max):
                if isinstance(bound, str):
                    bounds.setdefault(place, set()).add(bound)
                elif isinstance(bound, bytes):
                    bounds.setdefault(place, set()).add(bound.decode("utf-8", "replace"))
    return {place: pa.array(sorted(texts - {""}), pa.string()) for place, texts in bounds.items()}
