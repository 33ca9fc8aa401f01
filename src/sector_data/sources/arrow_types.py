"""Arrow's many types mapped to the few that tables hold.

What lives here: the mapping, for columns that come with a type (Parquet, DataFrames). What does
not: texts without a type (:mod:`sector_data.sources.inference`).

==============================  ==========================================================
source type                     becomes
==============================  ==========================================================
string kinds, null              ``string``
signed and unsigned integers    ``int64``; ``string`` if an unsigned value is beyond its range
float16, float32, float64       ``float64``; NaN is "no value"
decimal without a scale         ``int64`` if all values fit, else ``string``
decimal                         ``float64`` if no value has more than 15 significant digits,
                                else ``string``
date32, date64                  ``date32``
timestamps                      ``timestamp("us")`` with their time zone; what is finer than a
                                microsecond is cut off
time, duration                  ``string``: ``HH:MM:SS.ffffff``; a count with its unit: ``90 s``
dictionary, run-end encoded     what their values become
binary, nested, others          not supported: an error names the column
==============================  ==========================================================

Dates and times outside the years 0001 to 9999, texts that are not UTF-8 and texts with NUL are
errors: nothing that is written later could be read by others.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import SourceError

FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 as days since 1970-01-01."""
FIRST_MICROSECOND = FIRST_DAY * 86_400_000_000
LAST_MICROSECOND = (LAST_DAY + 1) * 86_400_000_000 - 1


def normalise_table(data: pa.Table, where: str, *, spelt: Collection[str] = ()) -> pa.Table:
    """Map all columns of an Arrow table; metadata of the source is left behind.

    Parameters
    ----------
    data
        Any Arrow table with unique names.
    where
        File or table, for messages.
    spelt
        Columns that become ``string`` where their values might decide on that: of a table that
        comes in pieces, another piece may have decided.

    Raises
    ------
    SourceError
        If a column's type is not supported, or its values are outside what tables hold.
    """
    columns = [
        normalise_column(column, f"{where}: column {name!r}", spelt=name in spelt)
        for name, column in zip(data.column_names, data.columns, strict=True)
    ]
    return pa.table(columns, names=data.column_names)


def depends_on_values(kind: pa.DataType) -> bool:
    """Tell whether it is for the values of a column to decide what its type becomes."""
    if isinstance(kind, pa.BaseExtensionType):
        return depends_on_values(kind.storage_type)
    if pa.types.is_dictionary(kind) or pa.types.is_run_end_encoded(kind):
        return depends_on_values(kind.value_type)
    return bool(pa.types.is_decimal(kind) or pa.types.is_uint64(kind))


def normalise_column(
    column: pa.ChunkedArray, where: str, *, spelt: bool = False
) -> pa.ChunkedArray:
    """Map one column; ``where`` begins the message of an error."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return normalise_column(column.cast(kind.storage_type), where, spelt=spelt)
    if pa.types.is_dictionary(kind):
        return normalise_column(column.cast(kind.value_type), where, spelt=spelt)
    if pa.types.is_run_end_encoded(kind):
        decoded = [pc.run_end_decode(chunk) for chunk in column.chunks]
        return normalise_column(pa.chunked_array(decoded, kind.value_type), where, spelt=spelt)
    if spelt and depends_on_values(kind):
        return column.cast(pa.string())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_boolean(kind):
        return column
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        return _texts(column, where)
    if pa.types.is_integer(kind):
        return _integers(column)
    if pa.types.is_floating(kind):
        return _doubles(column)
    if pa.types.is_decimal(kind):
        return _decimals(column)
    if pa.types.is_date(kind):
        dates = column.cast(pa.date32())
        _check_range(dates.cast(pa.int32()), FIRST_DAY, LAST_DAY, where)
        return dates
    if pa.types.is_timestamp(kind):
        return _timestamps(column, where)
    if pa.types.is_time(kind):
        return column.cast(pa.string())
    if pa.types.is_duration(kind):
        counts = column.cast(pa.int64()).cast(pa.string())
        return pc.binary_join_element_wise(counts, kind.unit, " ")
    raise _unsupported(kind, where)


def _unsupported(kind: pa.DataType, where: str) -> SourceError:
    if pa.types.is_nested(kind):
        return SourceError(
            f"{where} is nested ({_family(kind)}); a table holds one value in each field.",
            "Flatten it into columns, or into a table of its own with a reference.",
        )
    return SourceError(
        f"{where} has the type {kind}, which is not supported.",
        "Convert it to text, or leave the column out.",
    )


def _family(kind: pa.DataType) -> str:
    if pa.types.is_struct(kind):
        return "struct"
    if pa.types.is_map(kind):
        return "map"
    if pa.types.is_union(kind):
        return "union"
    return "list"


def _texts(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    damaged = False
    try:
        column.validate(full=True)
        column = column.cast(pa.string())
    except pa.ArrowInvalid:  # Parquet files may hold any bytes as text; the message quotes them
        damaged = True
    if damaged:
        raise SourceError(f"{where} holds text that is not UTF-8.", "Write it again as UTF-8.")
    if pc.any(pc.match_substring(column, "\0")).as_py():
        raise SourceError(
            f"{where} holds NUL characters, which no text has.", "Remove them from the column."
        )
    return column


def _integers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:  # an unsigned value beyond the range
        return column.cast(pa.string())


def _doubles(column: pa.ChunkedArray) -> pa.ChunkedArray:
    doubles = column.cast(pa.float64())
    missing = pc.is_nan(doubles)
    return pc.if_else(missing, None, doubles) if pc.any(missing).as_py() else doubles


def _decimals(column: pa.ChunkedArray) -> pa.ChunkedArray:
    texts = column.cast(pa.string())
    if column.type.scale <= 0:
        try:
            return column.cast(pa.int64())
        except pa.ArrowInvalid:  # beyond the range
            return texts
    digits = pc.replace_substring_regex(texts, r"E.*$|[-.]", "")
    significant = pc.max(pc.utf8_length(pc.utf8_trim(digits, "0"))).as_py()
    # Arrow's own cast from decimals is not correctly rounded; its reading of texts is.
    return texts.cast(pa.float64()) if (significant or 0) <= 15 else texts


def _timestamps(column: pa.ChunkedArray, where: str) -> pa.ChunkedArray:
    try:
        times = column.cast(pa.timestamp("us", column.type.tz), safe=column.type.unit != "ns")
    except pa.ArrowInvalid:  # seconds or milliseconds beyond all calendars
        times = None
    if times is None:
        raise _outside(where)
    _check_range(times.cast(pa.int64()), FIRST_MICROSECOND, LAST_MICROSECOND, where)
    return times


def _check_range(numbers: pa.ChunkedArray, first: int, last: int, where: str) -> None:
    extremes = pc.min_max(numbers).as_py()
    if extremes["min"] is not None and not first <= extremes["min"] <= extremes["max"] <= last:
        raise _outside(where)


def _outside(where: str) -> SourceError:
    return SourceError(
        f"{where} holds dates outside the years 0001 to 9999.",
        "Correct them, or leave them empty.",
    )
