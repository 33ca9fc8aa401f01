"""Columns as the transforms want them: one plain array, and its distinct values once.

What lives here: joining chunks, and lifting a function of distinct values to a column. What does
not: any transform.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from sector_data.errors import InputError
from sector_data.sources.numbering import encoded
from sector_data.sources.tables import one_array


def plain_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array of the types that tables hold.

    Parameters
    ----------
    values
        A column; chunks are joined, dictionaries decoded, narrow and wide types brought to
        ``string``, ``int64``, ``float64`` and ``timestamp("us")``.

    Raises
    ------
    InputError
        If the type is none that a table can hold, or a value does not fit it.
    """
    array = one_array(values)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    target = _table_type(array.type)
    if array.type == target:
        return array
    try:
        return array.cast(target)
    except pa.ArrowInvalid:
        # Arrow quotes the value that does not fit.
        raise InputError(
            f"A column of type {array.type} holds a value that does not fit {target}.",
            f"Convert the column to {target} before it is released.",
        ) from None


def _table_type(arrow_type: pa.DataType) -> pa.DataType:
    types = pa.types
    if types.is_string(arrow_type) or types.is_boolean(arrow_type) or types.is_date32(arrow_type):
        return arrow_type
    if types.is_large_string(arrow_type) or types.is_null(arrow_type):
        return pa.string()
    if types.is_integer(arrow_type):
        return pa.int64()
    if types.is_floating(arrow_type):
        return pa.float64()
    if types.is_timestamp(arrow_type):
        return pa.timestamp("us", tz=arrow_type.tz)
    raise InputError(
        f"A column of type {arrow_type} cannot be de-identified.",
        "Convert it to text, numbers, booleans, dates or timestamps.",
    )


def map_distinct(values: pa.Array, function: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Apply a function of distinct values to a column.

    Parameters
    ----------
    values
        A plain array.
    function
        Gets the distinct values without nulls, of the type of `values`, perhaps none of them;
        returns one result for each.

    Returns
    -------
    Array
        One result for each of `values`; null where the value is null.
    """
    coded = encoded(values)
    return function(coded.dictionary).take(coded.indices)
