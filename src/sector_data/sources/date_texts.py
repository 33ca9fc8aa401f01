"""Dates in text columns: read without guessing, and written again as they were.

What lives here: which texts are dates, the days they name, and the writing of other days in the
same form. What does not: what happens to a date (:mod:`sector_data.deidentify.dates`) and Japanese
eras (:mod:`sector_data.sources.eras`).

Read are ``2020-01-31`` with a time of day behind ``T`` or a blank if any, ``2020/1/31``,
``2020.01.31``, ``2020年1月31日``, dates of Japanese eras, and in the order that the pipeline names
``31/01/2020``, ``31.1.2020``, ``01-31-2020``. All else is no date: months without a day, years of
two figures, 30 February, words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.eras import EraDate, read_era_date, write_era_date
from sector_data.spec.transforms.dates import DateOrder, TimeOfDay

EPOCH = date(1970, 1, 1).toordinal()
Days = npt.NDArray[np.int64]

_CLOCK = (
    r"(?P<clock>(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?)?)$"
)
_ISO = rf"^(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}}){_CLOCK}"
_YEAR_FIRST = {
    "/": rf"^(?P<year>[0-9]{{4}})/(?P<month>[0-9]{{1,2}})/(?P<day>[0-9]{{1,2}}){_CLOCK}",
    ".": rf"^(?P<year>[0-9]{{4}})\.(?P<month>[0-9]{{2}})\.(?P<day>[0-9]{{2}}){_CLOCK}",
    "年": rf"^(?P<year>[0-9]{{4}})年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日{_CLOCK}",
}
_ERA_LIKE = (
    r"^(?:令和?|平成?|昭和?|大正?|明治?|[RHSTMrhstmＲＨＳＴＭｒｈｓｔｍ])\p{P}?\p{Z}?(?:元|\p{Nd})"
)


@dataclass(frozen=True, slots=True)
class _Form:
    """A way of writing dates, and which texts are written so."""

    separators: tuple[str, str, str]
    order: str
    """``ymd``, ``dmy`` or ``mdy``."""
    padded: bool
    texts: npt.NDArray[np.bool_]


class DateTexts:
    """The dates of some distinct texts.

    Parameters
    ----------
    texts
        Distinct texts without nulls.
    order
        Of the figures, where they could mean two things.
    time_of_day
        How much of it is written again.

    Attributes
    ----------
    days
        ``int64``: days since 1970-01-01; null for what is no date.
    """

    def __init__(self, texts: pa.Array, order: DateOrder, time_of_day: TimeOfDay = "exact") -> None:
        self._time_of_day = time_of_day
        self.days = pa.nulls(len(texts), pa.int64())
        self._clocks = pa.array([""] * len(texts), pa.string()) if len(texts) else texts
        self._forms: list[_Form] = []
        self._eras: dict[int, EraDate] = {}
        self._take(texts, _ISO, ("-", "-", ""), "ymd")
        if self.days.null_count == 0:
            return
        for sign, pattern in _YEAR_FIRST.items():
            between = ("年", "月", "日") if sign == "年" else (sign, sign, "")
            self._take(texts, pattern, between, "ymd")
        if order != "year-first":
            parts = ("day", "month") if order == "day-first" else ("month", "day")
            for sign in "/.-":
                pattern = (
                    rf"^(?P<{parts[0]}>[0-9]{{1,2}})[{sign}](?P<{parts[1]}>[0-9]{{1,2}})[{sign}]"
                    rf"(?P<year>[0-9]{{4}}){_CLOCK}"
                )
                self._take(texts, pattern, (sign, sign, ""), "dmy" if parts[0] == "day" else "mdy")
        self._take_eras(texts)

    def _take(
        self, texts: pa.Array, pattern: str, separators: tuple[str, str, str], order: str
    ) -> None:
        found = pc.extract_regex(texts, pattern)
        written = found.is_valid().to_numpy(zero_copy_only=False)
        if not written.any():
            return
        year, month, day = (
            pc.fill_null(pc.struct_field(found, name), "0")
            .cast(pa.int64())
            .to_numpy(zero_copy_only=False)
            for name in ("year", "month", "day")
        )
        month_start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
        days = month_start.astype("datetime64[D]") + (day - 1)
        # 30 February would run over into March.
        exists = (
            written
            & (year > 0)
            & (month >= 1)
            & (month <= 12)
            & (day >= 1)
            & (days.astype("datetime64[M]") == month_start)
        )
        self.days = pc.if_else(pa.array(exists), pa.array(days.astype(np.int64)), self.days)
        self._clocks = pc.if_else(pa.array(exists), pc.struct_field(found, "clock"), self._clocks)
        widths = [
            pc.fill_null(pc.utf8_length(pc.struct_field(found, name)), 2).to_numpy(
                zero_copy_only=False
            )
            for name in ("month", "day")
        ]
        padded = (widths[0] == 2) & (widths[1] == 2)
        self._forms += [
            _Form(separators, order, wide, exists & (padded == wide)) for wide in (True, False)
        ]

    def _take_eras(self, texts: pa.Array) -> None:
        alike = pc.match_substring_regex(texts, _ERA_LIKE).to_numpy(zero_copy_only=False)
        for place in np.flatnonzero(alike).tolist():
            read = read_era_date(texts[place].as_py())
            if read is not None:
                self._eras[place] = read
        if self._eras:
            days: list[int | None] = [None] * len(texts)
            for place, read in self._eras.items():
                days[place] = read.day.toordinal() - EPOCH
            self.days = pc.coalesce(self.days, pa.array(days, pa.int64()))

    def written(self, days: pa.Array, places: pa.Array) -> pa.Array:
        """Write days in the form of the texts that they stand for.

        Parameters
        ----------
        days
            ``int64``: days since 1970-01-01, inside the years 1 to 9999, or null.
        places
            For each the place of its text among the distinct ones; null where there is none.

        Returns
        -------
        Array
            ``string``; null where there is no day, and before 1873 for dates of eras.
        """
        iso = days.cast(pa.int32()).cast(pa.date32()).cast(pa.string())
        clocks = _kept(self._clocks, self._time_of_day).take(places)
        at = pc.fill_null(places, 0).to_numpy(zero_copy_only=False)
        result = pa.nulls(len(days), pa.string())
        for form in self._forms:
            here = form.texts[at] if len(form.texts) else np.zeros(len(days), np.bool_)
            if here.any():
                result = pc.if_else(pa.array(here), _in_form(iso, clocks, form), result)
        if self._eras:
            result = pc.coalesce(result, self._in_eras(days, places))
        return result

    def _in_eras(self, days: pa.Array, places: pa.Array) -> pa.Array:
        pairs = zip(days.to_pylist(), places.to_pylist(), strict=True)
        return pa.array(
            (
                None
                if day is None or place not in self._eras
                else write_era_date(date.fromordinal(day + EPOCH), self._eras[place])
                for day, place in pairs
            ),
            pa.string(),
        )


def _in_form(iso: pa.Array, clocks: pa.Array, form: _Form) -> pa.Array:
    if form.separators == ("-", "-", "") and form.order == "ymd":
        return pc.binary_join_element_wise(iso, clocks, "")
    parts = {
        "y": pc.utf8_slice_codeunits(iso, 0, 4),
        "m": pc.utf8_slice_codeunits(iso, 5, 7),
        "d": pc.utf8_slice_codeunits(iso, 8, 10),
    }
    if not form.padded:
        for part in "md":
            parts[part] = pc.utf8_ltrim(parts[part], "0")
    first, second, third = (parts[part] for part in form.order)
    one, two, three = form.separators
    return pc.binary_join_element_wise(first, one, second, two, third, three, clocks, "")


def _kept(clocks: pa.Array, time_of_day: TimeOfDay) -> pa.Array:
    """Return what stays of times of day; figures become zeros, so that their form stays."""
    if time_of_day == "exact":
        return clocks
    if time_of_day == "none":
        return pc.if_else(clocks.is_valid(), "", None)
    to_seconds = pc.replace_substring_regex(clocks, r"^([T ]\d\d):\d\d:\d\d(?:\.\d+)?", r"\1:00:00")
    return pc.replace_substring_regex(to_seconds, r"^([T ]\d\d):\d\d($|[Z+-])", r"\1:00\2")
