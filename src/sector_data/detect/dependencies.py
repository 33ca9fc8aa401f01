"""What one column of a table tells of another.

What lives here: columns that go together one to one (a code and its name), and the two columns of a
pair of coordinates. What does not: what each column tells by itself
(:mod:`sector_data.detect.columns`).

A column that nobody can classify but that has exactly one value for each value of a diagnosis code,
and the other way round, says the same in other words. Such functional dependencies are counted, not
assumed: Huhtala et al., *TANE*, Computer Journal 42 (1999).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from sector_data.detect.profiles import ColumnProfile
from sector_data.sources.numbering import coded
from sector_data.sources.tables import Table
from sector_data.spec.words import DataType

ROWS = 100_000
"""Rows that are looked at, from the top."""
FEWEST = 5
"""Distinct values below which a dependency may be chance."""
REPEATED = 0.8
"""Distinct values for each row up to which a dependency shows: where no value comes twice, every
column depends on every other."""
SPEAKING = frozenset(
    {"DIAGNOSIS_CODE", "DIAGNOSIS", "PROCEDURE", "MEDICATION", "CITY", "POSTAL_CODE", "US_ZIP_CODE"}
    | {"STATE", "COUNTRY", "COUNTY", "LOCATION"}
)
"""Entities that a column may take over from one that it goes together with."""
_DECIMALS = re.compile(r"-?\d{1,3}\.\d{4,}")


def partners(
    table: Table, undecided: Sequence[str], entities: Mapping[str, str | None]
) -> dict[str, tuple[str, str]]:
    """Return the column that each undecided one goes together with, one to one.

    Parameters
    ----------
    table
        The table.
    undecided
        Columns that nobody could classify.
    entities
        Column to entity, of the others.

    Returns
    -------
    dict
        Undecided column to (column, entity) of the first that it goes together with.
    """
    speaking = [c for c, entity in entities.items() if entity in SPEAKING]
    if not speaking or not undecided:
        return {}
    head = table.data.slice(0, ROWS)
    codes = {c: coded(head.column(c))[0] for c in (*speaking, *undecided)}
    found: dict[str, tuple[str, str]] = {}
    for column in undecided:
        for other in speaking:
            entity = entities[other]
            if entity and _one_to_one(codes[column], codes[other]):
                found[column] = (other, entity)
                break
    return found


def _one_to_one(left: np.ndarray, right: np.ndarray) -> bool:
    both = (left >= 0) & (right >= 0)
    a, b = left[both].astype(np.int64), right[both].astype(np.int64)
    count = len(np.unique(a))
    if count < FEWEST or count > REPEATED * len(a) or count != len(np.unique(b)):
        return False
    return len(np.unique(a * (int(b.max()) + 1) + b)) == count


def coordinates(profiles: Sequence[ColumnProfile]) -> frozenset[str]:
    """Return the columns that are latitude and longitude, by their numbers alone.

    Two decimal columns side by side, of which the first stays within 90 degrees and the second
    within 180, both mostly with four decimals or more (eleven metres).
    """
    found: set[str] = set()
    for first, second in pairwise(profiles):
        if not (_fine(first) and _fine(second)):
            continue
        for latitude, longitude in ((first, second), (second, first)):
            if _within(latitude, 90) and _within(longitude, 180):
                found |= {first.column, second.column}
    return frozenset(found)


def _fine(profile: ColumnProfile) -> bool:
    number = profile.data_type is DataType.NUMBER and profile.distinct >= FEWEST
    return number and profile.share(_DECIMALS) >= REPEATED


def _within(profile: ColumnProfile, degrees: float) -> bool:
    low, high = profile.smallest, profile.largest
    return low is not None and high is not None and -degrees <= low <= high <= degrees
