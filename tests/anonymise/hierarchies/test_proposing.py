"""Which hierarchy a column gets when nobody names one."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from sector_data.anonymise.hierarchies import propose
from sector_data.spec.evidence.findings import ColumnFinding
from sector_data.spec.words import DataType

MANY = list(range(11))


@pytest.mark.parametrize(
    ("entity", "kind", "values", "expected"),
    [
        ("AGE", DataType.INTEGER, pa.array(MANY), "age"),
        ("DATE_OF_BIRTH", DataType.DATE, pa.array([date(1990, 1, 1)]), "age"),
        ("US_ZIP_CODE", DataType.STRING, pa.array(["02139"]), "us-zip"),
        ("DIAGNOSIS_CODE", DataType.STRING, pa.array(["E11.9"]), "icd-10"),
        ("DIAGNOSIS_CODE", DataType.STRING, pa.array(["44054006"]), "prefix"),
        ("POSTAL_CODE", DataType.STRING, pa.array(["105-0011"]), "jp-postcode"),
        ("POSTAL_CODE", DataType.INTEGER, pa.array([1050011, 5300001, 600042]), "jp-postcode"),
        ("POSTAL_CODE", DataType.INTEGER, pa.array([3011, 8001, 1010]), "prefix"),
        ("POSTAL_CODE", DataType.STRING, pa.array(["3011", "8001", "1010"]), "prefix"),
        ("POSTAL_CODE", DataType.STRING, pa.array(["K1A 0B1"]), "ca-postcode"),
        (None, DataType.DATE, pa.array([date(1990, 1, 1)]), "date"),
        (None, DataType.DATETIME, pa.array([None], pa.timestamp("us")), "date"),
        (None, DataType.INTEGER, pa.array(MANY), "number"),
        (None, DataType.NUMBER, pa.array([x / 7 for x in MANY]), "number"),
        (None, DataType.INTEGER, pa.array([1, 2, 3, None]), "flat"),
        ("SEX", DataType.STRING, pa.array(["f", "m"]), "flat"),
        (None, DataType.BOOLEAN, pa.array([True]), "flat"),
        (None, DataType.STRING, pa.nulls(0), "flat"),
    ],
)
def test_entity_first_then_type(
    entity: str | None, kind: DataType, values: pa.Array, expected: str
) -> None:
    finding = ColumnFinding(
        table="t", column="c", data_type=kind, rows=11, missing=0, distinct=11, entity=entity
    )
    assert propose(finding, pa.chunked_array([values])).kind == expected


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("plz", pa.array(["10115", "01067", "80331"]), "de-postcode"),
        ("plz", pa.array([10115, 1067, 80331]), "de-postcode"),
        ("plz", pa.array(["3011", "8001", "1010"]), "prefix"),
        ("plz", pa.array([3011, 8001, 1010]), "prefix"),
        ("code_postal", pa.array(["75001", "01000"]), "fr-postcode"),
        ("code_postal", pa.array(["1000", "5000"]), "prefix"),
        ("zip", pa.array([2139, 2140]), "us-zip"),
    ],
)
def test_postcodes_of_four_digits_get_no_zero_in_front(
    column: str, values: pa.Array, expected: str
) -> None:
    finding = ColumnFinding(
        table="t", column=column, data_type=DataType.STRING, rows=3, missing=0, distinct=3,
        entity="POSTAL_CODE",
    )  # fmt: skip
    assert propose(finding, values).kind == expected
