"""From a declaration and the data to a hierarchy that is ready to use.

What lives here: the choice of the class. What does not: the classes.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from sector_data.anonymise.hierarchies.age import Age
from sector_data.anonymise.hierarchies.calendar import Calendar
from sector_data.anonymise.hierarchies.coded import Coded
from sector_data.anonymise.hierarchies.codes import Flat, Prefix, UsZip
from sector_data.anonymise.hierarchies.files import Listed
from sector_data.anonymise.hierarchies.halved import Halved
from sector_data.anonymise.hierarchies.hierarchy import Hierarchy
from sector_data.anonymise.hierarchies.interval import Interval
from sector_data.anonymise.hierarchies.number import Number
from sector_data.anonymise.hierarchies.ordered import Ordered
from sector_data.sources.tables import one_array
from sector_data.spec.hierarchies import (
    AgeHierarchy,
    DateHierarchy,
    FileHierarchy,
    FlatHierarchy,
    HalvedHierarchy,
    IntervalHierarchy,
    NumberHierarchy,
    OrderedHierarchy,
    PlannedHierarchySpec,
    PrefixHierarchy,
    UsZipHierarchy,
)


def build(
    spec: PlannedHierarchySpec, values: pa.Array | pa.ChunkedArray, *, base: Path
) -> Hierarchy:
    """Build a hierarchy for the values of a column.

    Parameters
    ----------
    spec
        The declaration. What it leaves open and the labels depend on (the widths of intervals, the
        digest of a file) is taken from the data or the file, and fixed in ``Hierarchy.spec``:
        building again from that gives the same labels whatever the values. The reference day of an
        age hierarchy of birth dates is today when it is not given.
    values
        The column. Loss is measured against the domain that these values span.
    base
        Directory that the path of a hierarchy file starts from.

    Raises
    ------
    SpecificationError
        If the declaration or the file is not a hierarchy.
    InputError
        If the file cannot be read or does not name a value of the column, or the column's type
        does not fit.
    PlanError
        If the file is not the one whose digest the declaration holds.
    """
    flat = one_array(values)
    match spec:
        case AgeHierarchy():
            return Age(spec, flat)
        case DateHierarchy():
            return Calendar(spec, flat)
        case UsZipHierarchy():
            return UsZip(spec, flat)
        case NumberHierarchy():
            return Number(spec, flat)
        case IntervalHierarchy():
            return Interval(spec, flat)
        case OrderedHierarchy():
            return Ordered(spec)
        case PrefixHierarchy():
            return Prefix(spec, flat)
        case FlatHierarchy():
            return Flat(spec)
        case FileHierarchy():
            return Listed(spec, flat, base=base)
        case HalvedHierarchy(of=named):
            return Halved(Listed(named, flat, base=base))
        case _:
            return Coded(spec, flat)
