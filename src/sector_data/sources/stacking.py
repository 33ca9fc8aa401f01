"""Files with the same columns, one under the other, as one table.

What lives here: comparing their columns and reconciling their types. What does not: reading them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import SourceError
from sector_data.sources.rendering import render_column

_LARGEST_EXACT = 2**53
"""Whole numbers up to this are exact as ``float64`` (IEEE 754)."""


def check_same_columns(parts: Sequence[tuple[Path, Sequence[str]]]) -> None:
    """Check that files have the same columns, in whatever order.

    Raises
    ------
    SourceError
        If a file's columns are not those of the first (names both and the columns).
    """
    first, names = parts[0]
    for path, others in parts[1:]:
        lacking = [name for name in names if name not in others]
        added = [name for name in others if name not in names]
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


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:5]))
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown


@dataclass(slots=True)
class Found:
    """What a file has in one column.

    Attributes
    ----------
    kind
        Its type; ``string`` as soon as a piece is.
    is_stated
        Whether it has a value.
    is_exact
        Whether its values, if whole numbers, are exact as ``float64``.
    """

    kind: pa.DataType
    is_stated: bool = False
    is_exact: bool = True

    def add(self, values: pa.ChunkedArray) -> None:
        """Take note of a piece of the column."""
        if pa.types.is_string(values.type):
            self.kind = values.type
        self.is_stated = self.is_stated or values.null_count < len(values)
        self.is_exact = self.is_exact and _is_exact(values)


def common_kind(found: Sequence[Found]) -> pa.DataType:
    """Return the type of a column that each of some files holds a part of.

    Integers among numbers become ``float64`` (if exact); all other mixtures become ``string``.
    """
    # A column without values fits every type.
    kinds = {part.kind for part in found if part.is_stated} or {found[0].kind}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {pa.int64(), pa.float64()} and all(part.is_exact for part in found):
        return pa.float64()
    return pa.string()


def as_kind(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Return values as what :func:`common_kind` says; texts are written as in CSV files."""
    if values.type == kind:
        return values
    if values.null_count == len(values):
        return pa.chunked_array([pa.nulls(len(values), kind)])
    return values.cast(kind) if kind == pa.float64() else render_column(values)


def _is_exact(values: pa.ChunkedArray) -> bool:
    if values.type != pa.int64():
        return True
    extremes = pc.min_max(values).as_py()
    return extremes["min"] is None or (max(-extremes["min"], extremes["max"]) <= _LARGEST_EXACT)
