"""Which hierarchy suits a column that nobody named one for.

What lives here: the rule. What does not: how columns are recognised (:mod:`sector_data.detect`).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.anonymise.hierarchies.hierarchy import one_array
from sector_data.spec.findings import ColumnFinding
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FlatHierarchy,
    HierarchySpec,
    NumberHierarchy,
    PrefixHierarchy,
    UsZipHierarchy,
)
from sector_data.spec.words import DataType

FEW = 10
"""Integers with at most so many distinct values are taken as codes of categories."""

_BY_ENTITY: dict[str, type[AgeHierarchy] | type[UsZipHierarchy] | type[PrefixHierarchy]] = {
    "AGE": AgeHierarchy,
    "DATE_OF_BIRTH": AgeHierarchy,
    "US_ZIP_CODE": UsZipHierarchy,
    "DIAGNOSIS_CODE": PrefixHierarchy,
}


def propose(finding: ColumnFinding, values: pa.Array | pa.ChunkedArray) -> HierarchySpec:
    """Propose a hierarchy for a quasi-identifier.

    Parameters
    ----------
    finding
        What detection says of the column; its entity decides first, its data type second.
    values
        The column.

    Returns
    -------
    HierarchySpec
        Age for ages and dates of birth, ZIP and prefix for those codes, date for dates, intervals
        for numbers with more than ten distinct values, else the value and ``*``.
    """
    if finding.entity in _BY_ENTITY:
        return _BY_ENTITY[finding.entity]()
    flat = one_array(values)
    if pa.types.is_date(flat.type) or pa.types.is_timestamp(flat.type):
        return DateHierarchy()
    if finding.data_type in {DataType.INTEGER, DataType.NUMBER} and (
        pa.types.is_integer(flat.type) or pa.types.is_floating(flat.type)
    ):
        many = pc.count_distinct(flat).as_py() > FEW
        return NumberHierarchy() if many else FlatHierarchy()
    return FlatHierarchy()
