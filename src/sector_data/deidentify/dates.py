"""Dates moved by a keyed offset, or cut to a period.

What lives here: the two transforms of dates and timestamps, and the reading of ISO dates in text.
What does not: date hierarchies (:mod:`sector_data.anonymise.hierarchies`).

Dates are those of the proleptic Gregorian calendar, years 1 to 9999, as in ISO 8601. In a text
column ``2020-01-31`` and ``2020-01-31T10:00`` (``T`` or a space, seconds, fractions and a zone if
any) are dates; everything else is not guessed at and becomes null.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.deidentify.keyed import KeyedHash
from sector_data.errors import InputError
from sector_data.spec.transforms import ShiftDate, TruncateDate

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY = date.min.toordinal() - _EPOCH
_LAST_DAY = date.max.toordinal() - _EPOCH
_DAY = 86_400_000_000
"""Microseconds of a day."""

_ISO_TEXT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])?)?$"
)


def shift_dates(
    values: pa.Array, spec: ShiftDate, secret: bytes | None, subjects: pa.Array | None
) -> pa.Array:
    """Move each date by a number of days that its subject's key decides.

    All dates of a subject move alike, so that intervals within a subject are exact (Hripcsak et
    al., *Preserving temporal relations in clinical data while maintaining privacy*, JAMIA 2016).
    Timestamps keep the time of day; with a time zone they move by whole days of 24 hours.

    Parameters
    ----------
    values
        ``date32``, ``timestamp`` or ISO dates in text.
    spec
        Largest shift, in days.
    secret
        The key for date shifts, 16 bytes or more; not the one that pseudonyms are made with.
    subjects
        The subject of each row. A row without one becomes null: it could not be moved together
        with the other dates of whoever it belongs to.

    Returns
    -------
    Array
        Of the type of `values`; text stays ISO text with its time of day. Null where the date or
        the subject is null, the text is no ISO date, or the date or its shift leaves the years 1
        to 9999.

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
    offsets = map_distinct(
        subjects, lambda distinct: draw_offsets(canonical_text(distinct), keyed, spec.max_days)
    )
    if pa.types.is_date32(values.type):
        moved = _add(values.cast(pa.int32()).cast(pa.int64()), offsets, 1)
        return moved.cast(pa.int32()).cast(pa.date32())
    if pa.types.is_timestamp(values.type):
        return _add(values.view(pa.int64()), offsets, _DAY).view(values.type)
    _require_text(values, "Shifting")
    encoded = values.dictionary_encode()
    days = _days_of_text(encoded.dictionary).take(encoded.indices)
    times = pc.utf8_slice_codeunits(encoded.dictionary, 10).take(encoded.indices)
    moved = _add(days, offsets, 1).cast(pa.int32()).cast(pa.date32()).cast(pa.string())
    return pc.binary_join_element_wise(moved, times, "")


def draw_offsets(subjects: pa.Array, keyed: KeyedHash, max_days: int) -> pa.Array:
    """Draw each subject's offset, uniform on [-max_days, -1] and [1, max_days].

    The digest is read as a 256-bit integer and reduced: with 240 extra bits the deviation from
    uniform is below 2**-240 (FIPS 186-5, A.2.1, asks for 64 extra bits).

    Parameters
    ----------
    subjects
        Canonical texts.
    keyed
        Keyed with the secret for date shifts.
    max_days
        Largest shift, in days.

    Returns
    -------
    Array
        ``int64``, days; null where the subject is null.
    """
    present = subjects.is_valid()
    digests = keyed.digests(pc.fill_null(subjects, "").cast(pa.binary()).to_pylist())
    draws = (int.from_bytes(digest) % (2 * max_days) for digest in digests)
    offsets = pa.array((d - max_days if d < max_days else d - max_days + 1 for d in draws), "int64")
    return pc.if_else(present, offsets, None)


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
        ``date32``, ``timestamp`` (cut in its own time zone) or ISO dates in text.
    spec
        The period.

    Returns
    -------
    Array
        Years as ``int64``; else text: ``2020-Q1``, ``2020-01``, and ``2020-W05`` for ISO weeks,
        which start on Monday and count by the ISO week year. Null where the date is null, no ISO
        date or outside the years 1 to 9999.

    Raises
    ------
    InputError
        If the column holds no dates.
    """
    return map_distinct(values, lambda distinct: _PERIODS[spec.to](_days(distinct)))


def _days(values: pa.Array) -> pa.Array:
    """Return days since 1970-01-01 as ``int64``; null where there is no date."""
    if pa.types.is_date32(values.type):
        return _within_calendar(values.cast(pa.int32()).cast(pa.int64()), 1)
    if pa.types.is_timestamp(values.type):
        local = values if values.type.tz is None else _local(values)
        instants = _within_calendar(local.view(pa.int64()), _DAY)
        days = pc.fill_null(instants, 0).to_numpy() // _DAY
        return pc.if_else(instants.is_valid(), pa.array(days), None)
    _require_text(values, "Truncating")
    return _days_of_text(values)


def _local(values: pa.Array) -> pa.Array:
    try:
        return pc.local_timestamp(values)
    except pa.ArrowInvalid:
        raise InputError(
            "The time zone of the column is not known on this machine.",
            "Install the time zone database (tzdata), or convert the column to UTC.",
        ) from None


def _days_of_text(texts: pa.Array) -> pa.Array:
    """Read ISO dates; null for everything else."""
    written = pc.match_substring_regex(texts, _ISO_TEXT)
    safe = pc.if_else(pc.fill_null(written, False), texts, "0000-00-00")
    year, month, day = (
        pc.utf8_slice_codeunits(safe, start, stop).cast(pa.int64()).to_numpy()
        for start, stop in ((0, 4), (5, 7), (8, 10))
    )
    month_start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = month_start.astype("datetime64[D]") + (day - 1)
    # 30 February would run over into March.
    exists = (
        (year > 0)
        & (month >= 1)
        & (month <= 12)
        & (day >= 1)
        & (days.astype("datetime64[M]") == month_start)
    )
    return pa.array(days.astype(np.int64), mask=~exists)


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
    year, week, _ = date.fromordinal(monday + _EPOCH).isocalendar()
    return f"{year:04d}-W{week:02d}"


_PERIODS: dict[str, Callable[[pa.Array], pa.Array]] = {
    "year": _years,
    "quarter": _quarters,
    "month": _months,
    "week": _weeks,
}


def _of_days(
    days: pa.Array,
    function: Callable[[npt.NDArray[np.datetime64]], npt.NDArray[np.int64]],
) -> pa.Array:
    result = function(pc.fill_null(days, 0).to_numpy().astype("datetime64[D]"))
    return pc.if_else(days.is_valid(), pa.array(result), None)


def _labelled(periods: pa.Array, label: Callable[[int], str]) -> pa.Array:
    return map_distinct(
        periods, lambda distinct: pa.array(map(label, distinct.to_pylist()), pa.string())
    )
