"""Japanese eras: dates such as 令和2年1月31日 and R2.1.31, read and printed.

What lives here: the eras since 1873, the reading of one date and its printing. What does not: dates
of the Gregorian calendar (:mod:`sector_data.sources.date_texts`).

Eras and their first days: Meiji (the Gregorian calendar since 1 January 1873, Proclamation No. 337
of the Great Council of State, Meiji 5), Taishō 30 July 1912, Shōwa 25 December 1926, Heisei 8
January 1989 (Cabinet Order No. 1 of 1989), Reiwa 1 May 2019 (Cabinet Order No. 143 of 2019). The
last day of an era is the first of the next one; both names are read on it, the newer is printed. A
date that its era does not have is none: 平成31年5月1日 is not guessed to be 令和元年5月1日.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple


class _Era(NamedTuple):
    name: str
    letter: str
    first: date
    last: date
    zero: int
    """Year before its first."""


_ERAS = (
    _Era("令和", "R", date(2019, 5, 1), date.max, 2018),
    _Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30), 1988),
    _Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7), 1925),
    _Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25), 1911),
    _Era("明治", "M", date(1873, 1, 1), date(1912, 7, 30), 1867),
)
_BY_SIGN = {
    **{era.name: era for era in _ERAS},
    **{era.letter: era for era in _ERAS},
    **{era.name[0]: era for era in _ERAS},
}
_WRITTEN = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[令平昭大明RHSTM])\.?\s?(?P<year>元|\d{1,2})"
    r"(?:年\s?(?P<month>\d{1,2})月\s?(?P<day>\d{1,2})日"
    r"|(?P<sign>[./-])(?P<month2>\d{1,2})(?P=sign)(?P<day2>\d{1,2}))",
    re.IGNORECASE,
)


class EraDate(NamedTuple):
    """A date that was read, and how it was written."""

    day: date
    long: bool
    """With 年月日, and not with signs between figures."""
    sign: str
    """Between the figures; empty with 年月日."""
    padded: bool
    """Whether months and days have two figures always."""
    letter: bool
    """Whether the era is a Latin letter."""


def read_era_date(text: str) -> EraDate | None:
    """Read a date of an era, full-width figures and letters included; None when it is none."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    sign = found["era"].upper()
    era = _BY_SIGN[sign]
    month, day = found["month"] or found["month2"], found["day"] or found["day2"]
    year = era.zero + (1 if found["year"] == "元" else int(found["year"]))
    try:
        read = date(year, int(month), int(day))
    except ValueError:
        return None
    if not era.first <= read <= era.last:
        return None
    padded = len(month) == len(day) == 2 and (month[0] == "0" or day[0] == "0")
    return EraDate(read, found["sign"] is None, found["sign"] or "", padded, sign.isascii())


def write_era_date(day: date, like: EraDate) -> str | None:
    """Write a date as another was written; None before Japan's Gregorian calendar."""
    era = _era_of(day)
    if era is None:
        return None
    year = day.year - era.zero
    month, number = (f"{n:02d}" if like.padded else str(n) for n in (day.month, day.day))
    name = era.letter if like.letter else era.name
    if like.long:
        return f"{name}{'元' if year == 1 and not like.letter else year}年{month}月{number}日"
    return f"{name}{year}{like.sign}{month}{like.sign}{number}"


def era_year(day: date) -> str | None:
    """Return the year of an era that a date lies in, 令和元年; None before 1873."""
    era = _era_of(day)
    if era is None:
        return None
    year = day.year - era.zero
    return f"{era.name}{'元' if year == 1 else year}年"


def _era_of(day: date) -> _Era | None:
    return next((era for era in _ERAS if day >= era.first), None)
