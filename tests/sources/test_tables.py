"""The one table type and its logical types."""

from __future__ import annotations

import pyarrow as pa
import pytest

from sector_data.sources.tables import Table, data_type_of
from sector_data.spec.words import DataType


@pytest.mark.parametrize(
    ("arrow_type", "logical"),
    [
        (pa.string(), DataType.STRING),
        (pa.int64(), DataType.INTEGER),
        (pa.float64(), DataType.NUMBER),
        (pa.bool_(), DataType.BOOLEAN),
        (pa.date32(), DataType.DATE),
        (pa.timestamp("us"), DataType.DATETIME),
        (pa.timestamp("us", "Europe/Berlin"), DataType.DATETIME),
    ],
)
def test_logical_types(arrow_type: pa.DataType, logical: DataType) -> None:
    assert data_type_of(arrow_type) == logical
    table = Table("t", pa.table({"a b": pa.nulls(2, arrow_type)}))
    assert table.data_type("a b") == logical


def test_parts() -> None:
    table = Table("t", pa.table({"b": [1, 2], "a": ["x", None]}))
    assert table.columns == ["b", "a"]
    assert table.rows == 2
    assert table.column("a").to_pylist() == ["x", None]
    assert table.to_pandas()["b"].tolist() == [1, 2]
