"""Tables as Great Expectations' pandas engine understands them.

What lives here: one pandas type for each logical type, so that nulls are null, integers stay
integers and dates before 1677 stay dates. What does not: conversions for users
(:mod:`sector_data.sources.frames`).

============== ================================ ============================================
logical type   pandas type                      note
============== ================================ ============================================
string         ``string[python]``
integer        ``int64``, ``Int64`` with nulls  a float would change large integers
number         ``float64``                      NaN is null
boolean        ``bool``, ``boolean`` with nulls
date           ``date32[day][pyarrow]``
datetime       ``datetime64[us]``               with a time zone: the same instant in UTC
============== ================================ ============================================
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.tables import Table, data_type_of
from sector_data.spec.words import DataType

if TYPE_CHECKING:
    import pandas as pd

PANDAS_TYPES = {
    DataType.STRING: "str",
    DataType.INTEGER: "int64",
    DataType.NUMBER: "float64",
    DataType.BOOLEAN: "bool",
    DataType.DATE: "date",
    DataType.DATETIME: "datetime64",
}
"""What ``expect_column_values_to_be_of_type`` calls the types of the table above."""


ARROW_TYPES = {
    DataType.STRING: pa.string(),
    DataType.INTEGER: pa.int64(),
    DataType.NUMBER: pa.float64(),
    DataType.BOOLEAN: pa.bool_(),
    DataType.DATE: pa.date32(),
    DataType.DATETIME: pa.timestamp("us"),
}


def to_frame(table: Table, *, compact: bool = False) -> pd.DataFrame:
    """Return a table as the frame that is checked; the index is 0, 1, 2 …

    Parameters
    ----------
    table
        Any table.
    compact
        Keep texts in Arrow's form (``string[pyarrow]``): slower, in a tenth of the memory.
    """
    import pandas as pd

    storage: Literal["pyarrow", "python"] = "pyarrow" if compact else "python"
    columns = {name: _series(table.column(name), storage) for name in table.columns}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(table.rows))
    frame.columns = pd.Index(table.columns, dtype=object)
    return frame


def _series(values: pa.ChunkedArray, storage: Literal["pyarrow", "python"]) -> pd.Series:
    import pandas as pd

    data_type = data_type_of(values.type)
    if data_type is DataType.DATETIME:
        # Arrow holds UTC: by way of integers the zone goes without asking a time zone database.
        values = pc.cast(pc.cast(values, pa.timestamp("us", values.type.tz)), pa.int64())
    arrow_type = ARROW_TYPES[data_type]
    values = pc.cast(values, arrow_type)
    dtypes: dict[DataType, Any] = {
        DataType.STRING: pd.StringDtype(storage),
        DataType.DATE: pd.ArrowDtype(pa.date32()),
    }
    if values.null_count:
        dtypes |= {DataType.INTEGER: pd.Int64Dtype(), DataType.BOOLEAN: pd.BooleanDtype()}
    wanted = {arrow_type: dtypes[data_type]} if data_type in dtypes else {}
    series: pd.Series = values.to_pandas(types_mapper=wanted.get)
    return series


def fitting(arguments: dict[str, Any], data_type: DataType) -> dict[str, Any]:
    """Return arguments with ISO texts read as the dates or instants that a column holds.

    Only bounds and sets of values are; what cannot be read stays, and fails in the check.
    """
    if data_type not in (DataType.DATE, DataType.DATETIME):
        return dict(arguments)
    return {
        name: _read(value, data_type) if name in ("min_value", "max_value", "value_set") else value
        for name, value in arguments.items()
    }


def _read(value: Any, data_type: DataType) -> Any:
    if isinstance(value, list):
        return [_read(item, data_type) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    if data_type is DataType.DATE:
        return instant.date()
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
