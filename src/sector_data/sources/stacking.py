"""Files with the same columns, one under the other, as one table.

What lives here: comparing their columns and reconciling their types. What does not: reading them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import SourceError
from sector_data.sources.rendering import render_column

_LARGEST_EXACT = 2**53
"""Whole numbers up to this are exact as ``float64`` (IEEE 754)."""


def stack(parts: Sequence[tuple[Path, pa.Table]]) -> pa.Table:
    """Put tables under each other in the order given; columns in the order of the first.

    Types that differ are reconciled: integers among numbers become ``float64`` (if exact); all
    other mixtures become ``string``, written as a CSV file would have them.

    Raises
    ------
    SourceError
        If a file's columns are not those of the first (names both and the columns).
    """
    first, data = parts[0]
    names = data.column_names
    for path, other in parts[1:]:
        lacking = [name for name in names if name not in other.column_names]
        added = [name for name in other.column_names if name not in names]
        if lacking or added:
            differences = [
                *([f"lacks {_listed(lacking)}"] if lacking else []),
                *([f"has {_listed(added)} besides"] if added else []),
            ]
            raise SourceError(
                f"{path.name}: the columns are not those of {first.name}: it "
                f"{' and '.join(differences)}.",
                "Give files of one table the same columns, or make them tables of their own.",
            )
    columns = [_joined([part.column(name) for _, part in parts]) for name in names]
    return pa.table(columns, names=names)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:5]))
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


def _joined(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    # A column without values fits every type.
    stated = {column.type for column in columns if column.null_count < len(column)}
    kinds = stated or {columns[0].type}
    if len(kinds) == 1:
        kind = kinds.pop()
    elif kinds == {pa.int64(), pa.float64()} and all(map(_is_exact, columns)):
        kind = pa.float64()
    else:
        kind = pa.string()
    chunks = [chunk for column in columns for chunk in _as(column, kind).chunks]
    return pa.chunked_array(chunks, kind)


def _is_exact(column: pa.ChunkedArray) -> bool:
    if column.type != pa.int64():
        return True
    extremes = pc.min_max(column).as_py()
    return extremes["min"] is None or (max(-extremes["min"], extremes["max"]) <= _LARGEST_EXACT)


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if column.type == kind:
        return column
    if column.null_count == len(column):
        return pa.chunked_array([pa.nulls(len(column), kind)])
    return column.cast(kind) if kind == pa.float64() else render_column(column)
