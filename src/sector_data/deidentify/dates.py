"""Dates moved by a keyed offset, or cut to a period.

What lives here: the two transforms of dates and timestamps. What does not: the reading of dates in
text (:mod:`sector_data.sources.date_texts`) and date hierarchies
(:mod:`sector_data.anonymise.hierarchies`).

Dates are those of the proleptic Gregorian calendar, years 1 to 9999, as in ISO 8601. What is no
date, or only a part of one, is not guessed at and becomes null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct, plain_array
from sector_data.deidentify.keyed import KeyedHash
from sector_data.errors import InputError
from sector_data.sources.date_texts import EPOCH, DateTexts
from sector_data.sources.eras import era_year
from sector_data.sources.numbering import encoded
from sector_data.spec.transforms.dates import DateOrder, ShiftDate, TruncateDate, possible_shifts

_FIRST_DAY = date.min.toordinal() - EPOCH
_LAST_DAY = date.max.toordinal() - EPOCH
_DAY = 86_400_000_000
"""Microseconds of a day."""
_KEPT = {"exact": None, "hour": "hour", "none": "day"}
"""What a timestamp is cut to, by what stays of its time of day."""


def shift_dates(
    values: pa.Array, spec: ShiftDate, secret: bytes | None, subjects: pa.Array | None
) -> pa.Array:
    """Move each date by a number of days that its subject's key decides.

    All dates of a subject move alike, so that intervals within a subject are exact (Hripcsak et
    al., *Preserving temporal relations in clinical data while maintaining privacy*, JAMIA 2016).
    Timestamps keep as much of the time of day as asked, in their own time zone; with one they move
    by whole days of 24 hours.

    Parameters
    ----------
    values
        ``date32``, ``timestamp`` or dates in text.
    spec
        Largest shift, in days; what of weekday, season and time of day stays; the order of dates
        in text.
    secret
        The key for date shifts, 16 bytes or more; not the one that pseudonyms are made with.
    subjects
        The subject of each row, as a plain array or as a dictionary of distinct subjects. A row
        without one becomes null: it could not be moved together with the other dates of whoever
        it belongs to.

    Returns
    -------
    Array
        Of the type of `values`; text stays text of the same form. Null where
        the date or the subject is null, the text is no date, or the date or its shift leaves the
        years 1 to 9999 (1873 and later for dates of Japanese eras).

    Raises
    ------
    InputError
        If subjects or the secret are missing, or the column holds no dates.
    """
    if subjects is None:
        raise InputError(
            "Dates are shifted by subject, and the table is not linked to the subject.",
            "Add the reference that leads to the subject, or truncate the date instead.",
        )
    if len(subjects) != len(values):
        raise InputError(
            f"There are {len(values)} dates and {len(subjects)} subjects; they must correspond."
        )
    keyed = KeyedHash(secret)
    shifts = possible_shifts(spec.max_days, spec.keep)
    owners = _encoded(subjects)
    drawn = draw_offsets(canonical_text(plain_array(owners.dictionary)), keyed, shifts)
    if pa.types.is_date32(values.type):
        return _moved(values, owners.indices, drawn, pa.int32(), 1)
    if pa.types.is_timestamp(values.type):
        moved = _moved(values, owners.indices, drawn, pa.int64(), _DAY)
        unit = _KEPT[spec.time_of_day]
        return moved if unit is None else pc.floor_temporal(moved, unit=unit).cast(values.type)
    _require_text(values, "Shifting")
    offsets = drawn.take(owners.indices)
    dates = encoded(values)
    texts = DateTexts(dates.dictionary, spec.order, spec.time_of_day)
    return texts.written(_add(texts.days.take(dates.indices), offsets, 1), dates.indices)


def _encoded(subjects: pa.Array) -> pa.DictionaryArray:
    return subjects if pa.types.is_dictionary(subjects.type) else encoded(subjects)


def _moved(
    values: pa.Array, indices: pa.Array, drawn: pa.Array, numbers: pa.DataType, unit: int
) -> pa.Array:
    """Add to each instant the days of its subject, in one pass where nothing is near an end."""
    instants = values.view(numbers)
    days = drawn.fill_null(0).to_numpy()
    largest = int(np.abs(days).max(initial=0))
    ends = pc.min_max(instants)
    low, high = ends["min"].as_py(), ends["max"].as_py()
    if low is None:
        return values
    first, last = (_FIRST_DAY + largest) * unit, (_LAST_DAY + 1 - largest) * unit
    if drawn.null_count or not len(days) or not first <= low <= high < last:
        offsets = drawn.take(indices)
        return _add(instants.cast(pa.int64()), offsets, unit).cast(numbers).view(values.type)
    kind = numbers.to_pandas_dtype()
    plain = np.frombuffer(instants.buffers()[1], kind)[
        instants.offset : instants.offset + len(instants)
    ]
    places = indices.fill_null(0).to_numpy() if indices.null_count else indices.to_numpy()
    moved = (days * unit).astype(kind)[places]
    # What lies below a null is no date, and its sum may run over without harm.
    np.add(plain, moved, out=moved)
    known = None
    if values.null_count or indices.null_count:
        known = pc.and_(values.is_valid(), indices.is_valid()).buffers()[1]
    made = pa.Array.from_buffers(numbers, len(values), [known, pa.py_buffer(moved)])
    return made.view(values.type)


def draw_offsets(subjects: pa.Array, keyed: KeyedHash, shifts: Sequence[int]) -> pa.Array:
    """Draw each subject's offset evenly from some shifts.

    The digest is read as a 256-bit integer and reduced: with 240 extra bits the deviation from
    uniform is below 2**-240 (FIPS 186-5, A.2.1, asks for 64 extra bits).

    Parameters
    ----------
    subjects
        Canonical texts.
    keyed
        Keyed with the secret for date shifts.
    shifts
        In days; see :func:`sector_data.spec.transforms.dates.possible_shifts`.

    Returns
    -------
    Array
        ``int64``, days; null where the subject is null.
    """
    limbs = keyed.of_texts(subjects).reshape(-1).view(">u4").reshape(len(subjects), 8)
    rest = np.zeros(len(subjects), np.uint64)
    for limb in range(8):
        rest = ((rest << np.uint64(32)) | limbs[:, limb]) % np.uint64(len(shifts))
    offsets = np.asarray(shifts, np.int64)[rest.astype(np.int64)]
    return pa.array(offsets, mask=subjects.is_null().to_numpy(zero_copy_only=False))


def _add(instants: pa.Array, offsets: pa.Array, unit: int) -> pa.Array:
    """Add days to instants; null outside the years 1 to 9999, before or after."""
    moved = pc.add(_within_calendar(instants, unit), pc.multiply(offsets, unit))
    return _within_calendar(moved, unit)


def _within_calendar(instants: pa.Array, unit: int) -> pa.Array:
    inside = pc.and_(
        pc.greater_equal(instants, _FIRST_DAY * unit), pc.less(instants, (_LAST_DAY + 1) * unit)
    )
    return pc.if_else(inside, instants, None)


def truncate_dates(values: pa.Array, spec: TruncateDate) -> pa.Array:
    """Keep a date only to the week, month, quarter or year.

    Parameters
    ----------
    values
        ``date32``, ``timestamp`` (cut in its own time zone) or dates in text.
    spec
        The period, the calendar that years are printed in, and the order of dates in text.

    Returns
    -------
    Array
        Years as ``int64``; else text: ``2020-Q1``, ``2020-01``, and ``2020-W05`` for ISO weeks,
        which start on Monday and count by the ISO week year. With the Japanese calendar text:
        ``令和2年``, ``令和2年1月``, ``令和2年第1四半期`` by the era of the date, weeks as before;
        null before 1873. Null where the date is null, no date or outside the years 1 to 9999.

    Raises
    ------
    InputError
        If the column holds no dates.
    """
    periods = _JAPANESE if spec.calendar == "japanese" else _PERIODS
    return map_distinct(values, lambda distinct: periods[spec.to](_days(distinct, spec.order)))


def _days(values: pa.Array, order: DateOrder) -> pa.Array:
    """Return days since 1970-01-01 as ``int64``; null where there is no date."""
    if pa.types.is_date32(values.type):
        return _within_calendar(values.cast(pa.int32()).cast(pa.int64()), 1)
    if pa.types.is_timestamp(values.type):
        local = values if values.type.tz is None else _local(values)
        instants = _within_calendar(local.view(pa.int64()), _DAY)
        days = pc.fill_null(instants, 0).to_numpy() // _DAY
        return pc.if_else(instants.is_valid(), pa.array(days), None)
    _require_text(values, "Truncating")
    return DateTexts(values, order).days


def _local(values: pa.Array) -> pa.Array:
    try:
        return pc.local_timestamp(values)
    except pa.ArrowInvalid:
        raise InputError(
            "The time zone of the column is not known on this machine.",
            "Install the time zone database (tzdata), or convert the column to UTC.",
        ) from None


def _require_text(values: pa.Array, what: str) -> None:
    if not pa.types.is_string(values.type):
        raise InputError(
            f"{what} needs dates; the column is of type {values.type}.",
            "Give the column another transform, or read it as dates.",
        )


def _years(days: pa.Array) -> pa.Array:
    return _of_days(days, lambda d: d.astype("datetime64[Y]").astype(np.int64) + 1970)


def _quarters(days: pa.Array) -> pa.Array:
    quarters = _of_days(days, lambda d: d.astype("datetime64[M]").astype(np.int64) // 3)
    return _labelled(quarters, lambda q: f"{1970 + q // 4:04d}-Q{q % 4 + 1}")


def _months(days: pa.Array) -> pa.Array:
    months = _of_days(days, lambda d: d.astype("datetime64[M]").astype(np.int64))
    return _labelled(months, lambda m: f"{1970 + m // 12:04d}-{m % 12 + 1:02d}")


def _weeks(days: pa.Array) -> pa.Array:
    # 1970-01-01 was a Thursday.
    mondays = _of_days(days, lambda d: d.astype(np.int64) - (d.astype(np.int64) + 3) % 7)
    return _labelled(mondays, _week_label)


def _week_label(monday: int) -> str:
    year, week, _ = date.fromordinal(monday + EPOCH).isocalendar()
    return f"{year:04d}-W{week:02d}"


_PERIODS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "year": _years,
    "quarter": _quarters,
    "month": _months,
    "week": _weeks,
}


def _japanese(ending: Callable[[date], str]) -> Callable[[pa.Array], pa.Array]:
    """Return how a period is printed that ends with something behind the year of the era."""

    def label(number: int) -> str | None:
        day = date.fromordinal(number + EPOCH)
        year = era_year(day)
        return None if year is None else year + ending(day)

    return lambda days: _labelled(_of_days(days, lambda d: d.astype(np.int64)), label)


_JAPANESE: dict[str, Callable[[pa.Array], pa.Array]] = {
    "year": _japanese(lambda _: ""),
    "quarter": _japanese(lambda day: f"第{(day.month + 2) // 3}四半期"),
    "month": _japanese(lambda day: f"{day.month}月"),
    "week": _weeks,
}


def _of_days(
    days: pa.Array,
    function: Callable[[npt.NDArray[np.datetime64]], npt.NDArray[np.int64]],
) -> pa.Array:
    result = function(pc.fill_null(days, 0).to_numpy().astype("datetime64[D]"))
    return pc.if_else(days.is_valid(), pa.array(result), None)


def _labelled(periods: pa.Array, label: Callable[[int], str | None]) -> pa.Array:
    return map_distinct(
        periods, lambda distinct: pa.array(map(label, distinct.to_pylist()), pa.string())
    )
