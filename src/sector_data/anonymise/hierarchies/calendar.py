"""Dates and instants: day, week, month, quarter, year, decade, of the calendar or fiscal.

What lives here: the periods, their labels and their lengths. What does not: birth dates read as
ages (:mod:`sector_data.anonymise.hierarchies.age`) and the eras of Japan
(:mod:`sector_data.anonymise.hierarchies.eras`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sector_data.anonymise.hierarchies.checks import mistake, require_rules
from sector_data.anonymise.hierarchies.eras import era_label, eras, within_eras
from sector_data.anonymise.hierarchies.hierarchy import ROOT, Floats, IntervalHierarchy
from sector_data.errors import InputError
from sector_data.spec.hierarchies import DateHierarchy

Days = npt.NDArray[np.datetime64]

_ORDER = ("day", "week", "month", "quarter", "year", "decade", "era")
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_THURSDAY = 3
"""Day of the week, from Monday 0, of 1970-01-01; an ISO week belongs to the year of its
Thursday."""


class Calendar(IntervalHierarchy):
    """Periods such as ``2020-01-15``, ``2020-W03``, ``2020-01``, ``2020-Q1``, ``2020``, ``2020s``.

    Fiscal years that start in another month than January are ``FY2020``, after the year of their
    first month, and count quarters and decades. In the Japanese calendar a period ends with its
    era: January 1989 is ``昭和64年1月`` up to the 7th and ``平成元年1月`` from then on.

    Weeks are those of ISO 8601. Loss is measured in days on the range of the data; the leaf is a
    day, or a second for instants. Instants with a time zone are read in UTC.
    """

    spec: DateHierarchy

    def __init__(self, spec: DateHierarchy, values: pa.Array) -> None:
        _check_order(spec)
        self.spec = spec
        self.levels = len(spec.levels) + 2
        self.leaf = 1 / 86_400 if pa.types.is_timestamp(values.type) else 1.0
        known = _days(values.drop_null())
        known = known[~np.isnat(known)]
        if len(known):
            self.domain = (float(_number(known.min())), float(_number(known.max())) + 1.0)
        else:
            self.domain = (0.0, 1.0)

    def _periods(self, distinct: pa.Array, level: int) -> tuple[Days, Days]:
        """Return the first day of each period, and the day after its last."""
        days = _days(distinct)
        unit = self.spec.levels[level - 1]
        if unit == "era":
            return eras(days)
        start, end = self._gregorian(days, unit)
        return within_eras(days, start, end) if self.spec.calendar == "japanese" else (start, end)

    def _gregorian(self, days: Days, unit: str) -> tuple[Days, Days]:
        if unit == "day":
            return days, days + np.timedelta64(1, "D")
        if unit == "week":
            start = days - ((days.astype(np.int64) + _THURSDAY) % 7).astype("timedelta64[D]")
            return start, start + np.timedelta64(7, "D")
        length = _MONTHS[unit]
        months = days.astype("datetime64[M]")
        # The months of 1970 start at 0, and 1970 begins a decade.
        shift = 0 if unit == "month" else self.spec.year_starts - 1
        numbers = (months.astype(np.int64) - shift) // length * length + shift
        first = numbers.astype("datetime64[M]")
        first = np.where(np.isnat(days), np.datetime64("NaT"), first)
        return first.astype("datetime64[D]"), (first + length).astype("datetime64[D]")

    def _intervals(self, distinct: pa.Array, level: int) -> tuple[Floats, Floats]:
        start, end = self._periods(distinct, level)
        return _number(start), _number(end)

    def _labels(self, distinct: pa.Array, level: int) -> pa.Array:
        start, _ = self._periods(distinct, level)
        unit = self.spec.levels[level - 1]
        periods, place = np.unique(start, return_inverse=True)
        if self.spec.calendar == "japanese":
            names = [era_label(day, unit) for day in periods]
        else:
            names = [_name(day, unit, self.spec.year_starts) for day in periods]
        return pa.array(names, pa.string()).take(pa.array(place.reshape(-1)))


def _name(first: np.datetime64, unit: str, year_starts: int) -> str:
    if np.isnat(first):
        return ROOT
    year, month, day = str(first.astype("datetime64[D]")).rsplit("-", 2)
    if unit == "week":
        thursday = first.astype("datetime64[D]") + _THURSDAY
        of_year = thursday.astype("datetime64[Y]")
        week = (thursday - of_year.astype("datetime64[D]")).astype(int) // 7 + 1
        return f"{of_year}-W{week:02d}"
    if year_starts != 1 and unit in ("quarter", "year", "decade"):
        # A fiscal year bears the number of the calendar year of its first month.
        months = first.astype("datetime64[M]").astype(int) - (year_starts - 1)
        fiscal, quarter = f"FY{1970 + months // 12}", months % 12 // 3 + 1
        return {"quarter": f"{fiscal}-Q{quarter}", "year": fiscal, "decade": f"{fiscal}s"}[unit]
    return {
        "day": f"{year}-{month}-{day}",
        "month": f"{year}-{month}",
        "quarter": f"{year}-Q{(int(month) + 2) // 3}",
        "year": year,
        "decade": f"{year}s",
    }[unit]


def _number(days: Any) -> Floats:
    """Return days since 1970-01-01 as numbers, NaN for none."""
    days = np.asarray(days)
    return np.where(np.isnat(days), np.nan, days.astype("datetime64[D]").astype(np.float64))


def _days(values: pa.Array) -> Days:
    """Return the day of each date, instant or ISO 8601 text; NaT where there is none."""
    if pa.types.is_date(values.type):
        return np.asarray(values.to_numpy(zero_copy_only=False), dtype="datetime64[D]")
    if pa.types.is_timestamp(values.type):
        instants = values.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
        return np.asarray(instants, "datetime64[us]").astype("datetime64[D]")
    if pa.types.is_string(values.type):
        return np.array([_day_of_text(text) for text in values.to_pylist()], "datetime64[D]")
    if pa.types.is_null(values.type):
        return np.full(len(values), np.datetime64("NaT"), "datetime64[D]")
    raise InputError(
        "A date hierarchy needs dates.",
        "Give the column another hierarchy, such as number or flat.",
    )


def _day_of_text(text: str | None) -> np.datetime64:
    head = (text or "").strip()[:10]
    try:
        if len(head) == 10 and head[4] == head[7] == "-":
            return np.datetime64(head, "D")
    except ValueError:
        pass  # not a day of the calendar: no place, so *
    return np.datetime64("NaT", "D")


def _check_order(spec: DateHierarchy) -> None:
    require_rules(spec)
    places = [_ORDER.index(level) for level in spec.levels]
    if places != sorted(set(places)):
        raise mistake(
            "levels",
            "the levels do not grow from fine to coarse.",
            f"Try {', '.join(_ORDER[i] for i in sorted(set(places)))}.",
        )
    if "week" in spec.levels and spec.levels[-1] != "week":
        raise mistake(
            "levels",
            "a week does not lie within one month or year, so nothing can follow it.",
            "Leave out the week, or let it be the last level.",
        )
