"""DataFrames in, DataFrames out.

What lives here: the mapping between pandas' types and those of tables. What does not: Arrow's
types (:mod:`sector_data.sources.arrow_types`).

=================  =========================  ==================================================
table              DataFrame                  "no value"
=================  =========================  ==================================================
``string``         ``string[pyarrow]``        ``pd.NA``
``int64``          ``Int64``                  ``pd.NA``
``float64``        ``float64``                ``NaN``
``bool``           ``boolean``                ``pd.NA``
``date32``         ``datetime64[s]``          ``NaT``
``timestamp[us]``  ``datetime64[us]``, zoned  ``NaT``
=================  =========================  ==================================================

Numbers are plain ``float64``, which numpy, scikit-learn and plots take as they are; tables hold no
NaN, so nothing is mixed up. Dates are ``datetime64[s]``: it has the ``.dt`` accessor, reaches from
year 1 to 9999, and its unit tells a date from a datetime on the way back: a ``datetime64[s]``
column with nothing but midnights becomes dates, other datetimes stay datetimes. So a table that
goes to pandas and back is the same table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import SourceError
from sector_data.sources.arrow_types import normalise_column
from sector_data.sources.column_names import check_names
from sector_data.sources.tables import Table

if TYPE_CHECKING:
    import pandas as pd

_OBJECT_TYPES = {
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "empty": pa.string(),
    "floating": pa.float64(),
    "integer": pa.int64(),
    "mixed-integer-float": pa.float64(),
    "string": pa.string(),
}
"""What objects become, by the word that pandas has for them."""


def to_pandas(data: pa.Table) -> pd.DataFrame:
    """Return a copy of a table as a DataFrame; types as the module's table shows.

    Parameters
    ----------
    data
        Columns of the types of :mod:`sector_data.sources.tables`.

    Returns
    -------
    pandas.DataFrame
        Same columns and rows; the index counts from 0.
    """
    import pandas as pd

    nullable = {
        pa.string(): pd.StringDtype("pyarrow"),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    for place, field in enumerate(data.schema):
        if pa.types.is_date(field.type):
            days = data.column(place).cast(pa.timestamp("s"))
            data = data.set_column(place, field.name, days)
    frame: pd.DataFrame = data.to_pandas(types_mapper=nullable.get, ignore_metadata=True)
    return frame


def from_pandas(name: str, frame: pd.DataFrame) -> Table:
    """Return a table of a DataFrame's columns; the index is not a column, the frame not changed.

    Columns of objects become what all their values are (text, whole numbers, numbers, booleans,
    dates, datetimes, decimals); any other mixture becomes the texts that ``str`` gives. Categories
    become their values; intervals, periods, time spans and complex numbers become texts.

    Parameters
    ----------
    name
        What to call the table.
    frame
        Any DataFrame; it may have no rows.

    Raises
    ------
    SourceError
        If a column's name is not a text, blank or not unique, or a column holds bytes, nested
        values, text that UTF-8 cannot hold, or dates outside the years 0001 to 9999.
    """
    names = list(frame.columns)
    for position, column in enumerate(names, 1):
        if not isinstance(column, str):
            raise SourceError(
                f"{name}: the name of column {position} is not text ({type(column).__name__}).",
                "Rename it: frame.columns = frame.columns.map(str)",
            )
    check_names(name, names)
    columns = [
        _from_series(frame.iloc[:, position], f"{name}: column {column!r}")
        for position, column in enumerate(names)
    ]
    return Table(name, pa.table(columns, names=[str(column) for column in names]))


def _from_series(series: pd.Series[Any], where: str) -> pa.ChunkedArray:
    """Convert one column."""
    import pandas as pd

    kind = series.dtype
    if isinstance(kind, pd.CategoricalDtype):
        categories = _from_series(pd.Series(series.cat.categories), where).combine_chunks()
        codes = pa.array(series.cat.codes.to_numpy(), pa.int64())
        return pa.chunked_array([categories.take(pc.if_else(pc.less(codes, 0), None, codes))])
    if isinstance(kind, pd.SparseDtype):
        return _from_series(series.astype(kind.subtype), where)
    if (
        isinstance(kind, pd.IntervalDtype | pd.PeriodDtype)
        or pd.api.types.is_complex_dtype(kind)
        or pd.api.types.is_timedelta64_dtype(kind)
    ):
        return _as_texts(_objects(series), where)
    if pd.api.types.is_object_dtype(kind):
        return _from_objects(series, where)
    # Arrow would share the frame's memory, and a later change to the frame would change the table.
    column = normalise_column(_arrow(series.copy(), where), where)
    if kind == "datetime64[s]":
        days = column.cast(pa.date32(), safe=False)
        if days.cast(column.type).equals(column):
            return days
    return column


def _from_objects(series: pd.Series[Any], where: str) -> pa.ChunkedArray:
    """Convert a column of Python objects to what all of them are, or to texts."""
    import pandas as pd

    values = _objects(series)
    family = pd.api.types.infer_dtype(values, skipna=True)
    kind = _OBJECT_TYPES.get(family)
    if family == "date" and any(isinstance(value, dt.datetime) for value in values):
        kind = None  # as dates they would lose their times
    if family.startswith("datetime"):
        zones = {value.tzinfo for value in values if value is not None}
        if len(zones) == 1:
            kind = pa.timestamp("us", None if None in zones else "UTC")
    problem = None
    if kind is not None or family == "decimal":
        try:
            return normalise_column(pa.chunked_array([pa.array(values, kind)]), where)
        except UnicodeEncodeError:
            problem = _not_text(where)
        except (pa.ArrowException, OverflowError):
            pass  # a number too large for its type, or too precise: kept as a text
    if problem:
        raise problem
    return _as_texts(values, where)


def _objects(series: pd.Series[Any]) -> list[Any]:
    """Return the values of a column; every kind of "no value" is ``None``."""
    missing = series.isna()
    return [None if absent else value for value, absent in zip(series, missing, strict=True)]


def _as_texts(values: list[Any], where: str) -> pa.ChunkedArray:
    """Convert objects to the texts that ``str`` gives."""
    for value in values:
        if isinstance(value, bytes | bytearray | memoryview):
            raise SourceError(f"{where} holds bytes.", "Decode them to text.")
        if isinstance(value, Mapping | Set | Sequence | np.ndarray) and not isinstance(value, str):
            raise SourceError(
                f"{where} is nested ({type(value).__name__}); a table holds one value in each "
                "field.",
                "Flatten it into columns, or into a table of its own with a reference.",
            )
    texts = [None if value is None else str(value) for value in values]
    problem = None
    try:
        return normalise_column(pa.chunked_array([pa.array(texts, pa.string())]), where)
    except UnicodeEncodeError:
        problem = _not_text(where)
    raise problem


def _not_text(where: str) -> SourceError:
    return SourceError(
        f"{where} holds characters that UTF-8 cannot hold (lone surrogates).",
        "Decode the text again from its bytes.",
    )


def _arrow(series: pd.Series[Any], where: str) -> pa.ChunkedArray:
    """Convert a column that pandas gives a type."""
    import pandas as pd

    problem = None
    try:
        values = pa.array(series, from_pandas=True)
    except UnicodeEncodeError:
        problem = _not_text(where)
    except (pa.ArrowException, ValueError, TypeError, OverflowError):
        if isinstance(series.dtype, pd.DatetimeTZDtype) and str(series.dtype.tz) != "UTC":
            return _arrow(series.dt.tz_convert("UTC"), where)
        problem = SourceError(
            f"{where} has the type {series.dtype}, which is not supported.",
            "Convert it to text, numbers or dates.",
        )
    if problem:
        raise problem
    return values if isinstance(values, pa.ChunkedArray) else pa.chunked_array([values])
