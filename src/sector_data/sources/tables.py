"""A table in memory: Arrow columns with their logical types.

What lives here: the one table type that every room takes and gives. What does not: files
(:mod:`sector_data.sources.reading`, :mod:`sector_data.sources.writing`).

Arrow types inside are only: ``string``, ``int64``, ``float64``, ``bool_``, ``date32`` and
``timestamp("us")`` (with a time zone where the source had one); each column is one chunk or many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from sector_data.errors import InputError
from sector_data.spec.words import DataType

if TYPE_CHECKING:
    import pandas as pd

MOST_TEXT = 2**31 - 2
"""Bytes of all texts of one array: Arrow tells where each begins with 32 bits."""
TOO_LONG = "Drop the column, shorten its texts, or release the table in several parts."


def data_type_of(arrow_type: pa.DataType) -> DataType:
    """Return the logical type of an Arrow type of the list above."""
    if pa.types.is_integer(arrow_type):
        return DataType.INTEGER
    if pa.types.is_floating(arrow_type):
        return DataType.NUMBER
    if pa.types.is_boolean(arrow_type):
        return DataType.BOOLEAN
    if pa.types.is_date(arrow_type):
        return DataType.DATE
    if pa.types.is_timestamp(arrow_type):
        return DataType.DATETIME
    return DataType.STRING


def text_bytes(values: pa.Array | pa.ChunkedArray) -> int:
    """Return the bytes that the texts of a column take; 0 of any other type."""
    if not pa.types.is_string(values.type):
        return 0
    if isinstance(values, pa.ChunkedArray):
        return sum(map(text_bytes, values.chunks))
    if not len(values):
        return 0
    places = np.frombuffer(values.buffers()[1], np.int32)
    return int(places[values.offset + len(values)]) - int(places[values.offset])


def is_long(values: pa.Array | pa.ChunkedArray) -> bool:
    """Tell whether a column has more text than one array holds; it then lies in several."""
    return isinstance(values, pa.ChunkedArray) and text_bytes(values) > MOST_TEXT


def one_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array; nothing is copied where it lies in one piece.

    Raises
    ------
    InputError
        If its texts are more than one array holds (:data:`MOST_TEXT`).
    """
    if isinstance(values, pa.ChunkedArray):
        if is_long(values):
            raise InputError("A column holds more than 2 GiB of text.", TOO_LONG)
        return values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)
    return values


def chunks_of(values: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    """Return the arrays that a column lies in."""
    return list(values.chunks) if isinstance(values, pa.ChunkedArray) else [values]


@dataclass(frozen=True, slots=True)
class Table:
    """A named table.

    Attributes
    ----------
    name
        As the pipeline file calls it.
    data
        Columns in source order, names unique and not blank.
    """

    name: str
    data: pa.Table

    @property
    def columns(self) -> list[str]:
        """Column names in order."""
        return list(self.data.column_names)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.data.num_rows)

    def data_type(self, column: str) -> DataType:
        """Return the logical type of a column."""
        return data_type_of(self.data.schema.field(column).type)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return a column."""
        return self.data.column(name)

    def array(self, name: str) -> pa.Array:
        """Return a column as one array; nothing is copied where it lies in one piece.

        Raises
        ------
        InputError
            If its texts are more than one array holds; it names table and column.
        """
        self.check_lengths([name])
        return one_array(self.column(name))

    def check_lengths(self, names: Iterable[str]) -> None:
        """Insist that columns have no more text than one array holds.

        Raises
        ------
        InputError
            If one has; it names table and column.
        """
        for name in names:
            if is_long(self.column(name)):
                raise InputError(
                    f"{self.name}.{name} holds more than 2 GiB of text, and what is asked of it "
                    "needs all of it at once.",
                    TOO_LONG,
                )

    def to_pandas(self) -> pd.DataFrame:
        """Return a copy as a DataFrame; see :mod:`sector_data.sources.frames` for its types."""
        from sector_data.sources.frames import to_pandas

        return to_pandas(self.data)


Tables = Mapping[str, Table]
