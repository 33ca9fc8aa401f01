"""Periods of the Japanese calendar: the eras, and their years, quarters, months and days.

What lives here: the first days of the eras and the labels. What does not: the Gregorian periods
(:mod:`sector_data.anonymise.hierarchies.calendar`).

Source: the imperial ordinances on the names of eras, the latest Cabinet Order No 143 of 2019
(Reiwa). Japan counts in Gregorian months since 1873; earlier days have no place here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sector_data.anonymise.hierarchies.hierarchy import ROOT

Days = npt.NDArray[np.datetime64]

ERAS = (
    ("明治", "1868-01-25"),
    ("大正", "1912-07-30"),
    ("昭和", "1926-12-25"),
    ("平成", "1989-01-08"),
    ("令和", "2019-05-01"),
)
"""Names and first days."""

FIRST_DAY = np.datetime64("1873-01-01")
_STARTS = np.array([start for _, start in ERAS], "datetime64[D]")
_END = np.datetime64("9999-12-31")


def within_eras(days: Days, start: Days, end: Days) -> tuple[Days, Days]:
    """Cut periods to the era of their day; days before 1873 have none."""
    era = np.searchsorted(_STARTS, days, side="right") - 1
    known = ~np.isnat(days) & (days >= FIRST_DAY)
    era = np.where(known, era, 0)
    era_end = np.append(_STARTS[1:], _END)[era]
    none = np.datetime64("NaT", "D")
    return (
        np.where(known, np.maximum(start, _STARTS[era]), none),
        np.where(known, np.minimum(end, era_end), none),
    )


def eras(days: Days) -> tuple[Days, Days]:
    """Return first day and end of the era of each day."""
    return within_eras(days, np.full(days.shape, _STARTS[0]), np.full(days.shape, _END))


def era_label(first: np.datetime64, unit: str) -> str:
    """Return the label of the period that begins on a day.

    >>> era_label(np.datetime64("2019-05-01"), "year")
    '令和元年'
    """
    if np.isnat(first):
        return ROOT
    place = int(np.searchsorted(_STARTS, first, side="right")) - 1
    name = ERAS[place][0]
    year, month, day = str(first.astype("datetime64[D]")).split("-")
    number = int(year) - int(ERAS[place][1][:4]) + 1
    of_era = f"{name}{'元' if number == 1 else number}年"
    match unit:
        case "era":
            return name
        case "year":
            return of_era
        case "quarter":
            return f"{of_era}第{(int(month) + 2) // 3}四半期"
        case "month":
            return f"{of_era}{int(month)}月"
        case _:
            return f"{of_era}{int(month)}月{int(day)}日"
