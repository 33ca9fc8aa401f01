"""Dates as days since a subject's first event.

What lives here: that arithmetic. What does not: reading dates, and which columns are meant
(:mod:`sector_data.pipeline.planning.elapsed`).

The calendar is lost, and with it the season and the year; intervals within a subject stay, and are
then generalised like any number. Order among events of one day is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sector_data.anonymise.classes import Integers

Days = npt.NDArray[np.int64]
NO_DAY = np.iinfo(np.int64).min
"""Stands where there is no date."""


def days_since_first(columns: Sequence[tuple[Integers, Days]], subjects: int) -> list[Days]:
    """Return each date as days since the earliest date of its subject in any of the columns.

    Parameters
    ----------
    columns
        Subject code of each row (-1: none) and its day, counted from any fixed day;
        :data:`NO_DAY` where there is none.
    subjects
        Number of subject codes.

    Returns
    -------
    list of ndarray
        One for each column, from 0 on; :data:`NO_DAY` where date or subject is missing.
    """
    first = np.full(subjects, np.iinfo(np.int64).max)
    for owners, days in columns:
        there = (days != NO_DAY) & (owners >= 0)
        np.minimum.at(first, owners[there], days[there])
    result = []
    for owners, days in columns:
        there = (days != NO_DAY) & (owners >= 0)
        since = np.full(len(days), NO_DAY)
        since[there] = days[there] - first[owners[there]]
        result.append(since)
    return result
