"""What type a column of texts has: only what is certain, so that nothing is lost.

What lives here: the rules below and the conversion. What does not: reading files
(:mod:`sector_data.sources.delimited`).

A column gets a type other than ``string`` only if **every** value fits it; one value that does
not keeps the column as the texts that it came with. The types are tried in this order:

``boolean``
    ``true`` and ``false`` in any mixture of cases. Not ``0``/``1``, ``yes``/``no``.
``integer``
    Digits as a computer writes whole numbers: no leading zero, no plus sign, no spaces, at most
    15 digits. So ZIP codes (``01103``), padded ids and account numbers stay strings, and digits
    beyond what spreadsheets and floating point keep are never touched.
``number``
    Decimals with a point: at most 15 digits before it, no leading zeros (``0.5`` and ``.5`` are
    good, ``00.5`` and ``5.`` are not), or scientific notation with one digit before the point
    and a sign or a point to show for it (``1e-05``, ``1.5E7``; ``12e5`` and ``1E5`` may be
    codes). ``INF`` and ``-INF``, as Table Schema spells them, may stand among decimals. The
    double must give the text's number again, printed as short as possible or with as many digits
    as the text has; more than 17 significant digits are more than a double holds.
``date``
    ISO 8601 ``YYYY-MM-DD``, years 0001 to 9999, days that exist. Or one of ``DD.MM.YYYY``,
    ``YYYY/MM/DD``, ``DD/MM/YYYY``, ``MM/DD/YYYY`` over the whole column (with slashes, days and
    months may have one digit). Of the last two, exactly one must give days that exist, or both
    the same days: else the column is ambiguous and stays a string.
``datetime``
    ISO 8601 with ``T`` or a space, seconds and a fraction optional (further digits than six must
    be zero). Either no value has a time zone, or all have ``Z`` or an offset: then the column
    keeps the offset if it is one, and becomes UTC if there are several (the instants are kept,
    the clock faces are not).

"No value" in a column of texts is only what stood unquoted in the file. In every other column a
quoted text that means "no value" does too, as in files that quote all fields: ``""`` among
integers cannot be an integer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources import spilling
from sector_data.sources.arrow_types import (
    FIRST_DAY,
    FIRST_MICROSECOND,
    LAST_DAY,
    LAST_MICROSECOND,
)
from sector_data.sources.shares import Attempts, Share, Tell
from sector_data.sources.spilling import gathered
from sector_data.sources.tables import one_array

_BOOLEAN = r"^(?i:true|false)$"
_INTEGER = r"^(?:0|-?[1-9][0-9]{0,14})$"
_NUMBER = (
    r"^-?(?:(?:(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?:0|[1-9])(?:\.[0-9]+[eE][-+]?|[eE][-+])[0-9]{1,3}|INF)$"
)
_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_OTHER_DATES = (
    r"^(?P<day>[0-9]{2})\.(?P<month>[0-9]{2})\.(?P<year>[0-9]{4})$",
    r"^(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})$",
)
_DAY_FIRST = r"^(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})$"
_MONTH_FIRST = r"^(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})$"
_CLOCK = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"
    r"(?::[0-9]{2}(?:\.[0-9]{1,6}0*)?)?"
)
_LOCAL_TIME = _CLOCK + "$"
_INSTANT = _CLOCK + r"(?:Z|[-+][0-9]{2}(?::?[0-9]{2})?)$"
_ANY = re.sub(
    r"\?P<[a-z]+>",  # a name may stand only once in an expression
    "?:",
    "|".join(
        (_BOOLEAN, _INTEGER, _NUMBER, _ISO_DATE, *_OTHER_DATES, _DAY_FIRST, _LOCAL_TIME, _INSTANT)
    ),
)
_SAMPLE = 500
_PIECE = 1 << 17
"""Rows that are converted at a time."""

_Convert = Callable[[pa.Array], "pa.Array | None"]
"""Converts distinct texts (no nulls) to a type that all fit; nothing if one does not."""


def infer_types(
    data: pa.Table,
    missing: Collection[str] = ("",),
    *,
    phrase: str = "",
    tell: Tell | None = None,
) -> pa.Table:
    """Give every column of texts the type that all its values fit.

    Parameters
    ----------
    data
        Columns of type ``string``.
    missing
        Texts that mean "no value"; where they are not null yet, they stood in quotes.
    phrase, tell
        What is being done, and who is told how much of it is; from any thread.

    Returns
    -------
    pyarrow.Table
        The same columns and rows; types of :mod:`sector_data.sources.tables`. A column without
        any value stays ``string``.
    """
    share = Share(phrase, data.nbytes, tell)
    most = spilling.LARGE // max(1, data.num_columns)

    def inferred(column: pa.ChunkedArray) -> pa.ChunkedArray:
        told = Attempts(share)
        size, rows = int(column.nbytes), len(column)
        typed = infer_type(column, missing, lambda row: told.reach(size * row // rows), most)
        told.reach(size)
        return typed

    with ThreadPoolExecutor() as pool:
        columns = list(pool.map(inferred, data.columns))
    return pa.table(columns, names=data.column_names)


def infer_type(
    column: pa.ChunkedArray,
    missing: Collection[str] = ("",),
    reach: Callable[[int], None] = lambda _row: None,
    most: int | None = None,
) -> pa.ChunkedArray:
    """Convert one column of texts; see :func:`infer_types`.

    Parameters
    ----------
    column, missing
        As there.
    reach
        Told the number of rows that are converted; each attempt begins anew.
    most
        Bytes up to which the result is kept in memory; see
        :func:`~sector_data.sources.spilling.gathered`.
    """
    absent = pa.array(sorted(missing), pa.string())
    sample = column.slice(0, _SAMPLE).drop_null()
    if not _all_match(sample.filter(pc.invert(pc.is_in(sample, absent))), _ANY):
        return column
    for ignored in (absent.slice(0, 0), absent):
        for conversion in (_booleans, _integers, _numbers, _dates, _datetimes):
            typed = conversion(_Texts(column, ignored, reach, most))
            if typed is not None:
                return typed
    return column


@dataclass(frozen=True, slots=True)
class _Texts:
    """A column of texts, some of which count as no value."""

    column: pa.ChunkedArray
    ignored: pa.Array
    reach: Callable[[int], None]
    most: int | None

    def converted(self, kind: pa.DataType, convert: _Convert) -> pa.ChunkedArray | None:
        """Convert piece by piece; nothing if a value does not fit, or there is none."""
        first = self.column.slice(0, _SAMPLE).drop_null().unique()
        if convert(first.filter(pc.invert(pc.is_in(first, self.ignored)))) is None:
            return None  # a look at the first values spares most of the work
        schema = pa.schema([pa.field("", kind)])
        try:
            typed = gathered(self._pieces(convert, schema), schema, self.most).column(0)
        except _UnfitError:
            return None
        return typed if typed.null_count < len(typed) else None

    def distinct(self) -> Iterator[tuple[pa.Array, pa.Array]]:
        """Yield the distinct texts of each piece, and which of them each row has."""
        for start in range(0, len(self.column), _PIECE):
            some = self.column.slice(start, _PIECE)
            coded = one_array(some).dictionary_encode()
            yield coded.dictionary, coded.indices

    def stated(self, values: pa.Array) -> pa.Array:
        """Return texts, null where they count as no value."""
        return pc.if_else(pc.is_in(values, self.ignored), None, values)

    def _pieces(self, convert: _Convert, schema: pa.Schema) -> Iterator[pa.Table]:
        done = 0
        for values, of_rows in self.distinct():
            stated = self.stated(values)
            typed = convert(stated.drop_null())
            if typed is None:
                raise _UnfitError
            if stated.null_count:
                typed = typed.take(_running_numbers(stated))
            done += len(of_rows)
            self.reach(done)
            yield pa.table([typed.take(of_rows)], schema=schema)


class _UnfitError(Exception):
    """A text is of another type."""


def _running_numbers(values: pa.Array) -> pa.Array:
    """Count the values that are not null, from 0; null stays null."""
    stated = pc.is_valid(values)
    numbers = pc.subtract(pc.cumulative_sum(stated.cast(pa.int64())), 1)
    return pc.if_else(stated, numbers, None)


def _all_match(values: pa.Array | pa.ChunkedArray, pattern: str) -> bool:
    # A look at the first values spares most of the work: most patterns fail there.
    return all(
        pc.all(pc.match_substring_regex(some, pattern), min_count=0).as_py()
        for some in (values.slice(0, _SAMPLE), values)
    )


def _booleans(texts: _Texts) -> pa.ChunkedArray | None:
    return texts.converted(
        pa.bool_(),
        lambda v: pc.equal(pc.ascii_lower(v), "true") if _all_match(v, _BOOLEAN) else None,
    )


def _integers(texts: _Texts) -> pa.ChunkedArray | None:
    return texts.converted(
        pa.int64(), lambda v: v.cast(pa.int64()) if _all_match(v, _INTEGER) else None
    )


def _numbers(texts: _Texts) -> pa.ChunkedArray | None:
    typed = texts.converted(pa.float64(), _doubles)
    # Infinities alone may be words.
    return typed if typed is not None and pc.any(pc.is_finite(typed)).as_py() else None


def _doubles(values: pa.Array) -> pa.Array | None:
    if not _all_match(values, _NUMBER):
        return None
    doubles = values.cast(pa.float64())
    infinite = pc.is_inf(doubles)
    if not pc.equal(infinite, pc.ends_with(values, "INF")).equals(_trues(len(values))):
        return None
    # The shortest text of a double is its own; only other spellings need a look.
    other = pc.not_equal(doubles.cast(pa.string()), values)
    doubles_of_others, others = doubles.filter(other), values.filter(other)
    digits = pc.replace_substring_regex(others, r"[eE].*$|[-.]", "")
    significant = pc.utf8_length(pc.utf8_trim(digits, "0"))
    # Up to 15 significant digits, a double of normal size always gives the text's number again.
    tiny = pc.and_(pc.less(pc.abs(doubles_of_others), 2.3e-308), pc.greater(significant, 0))
    doubtful = pc.or_(pc.greater(significant, 15), tiny)
    texts = others.filter(doubtful).to_pylist()
    lengths = significant.filter(doubtful).to_pylist()
    if all(_is_faithful(text, length) for text, length in zip(texts, lengths, strict=True)):
        return doubles
    return None


def _trues(length: int) -> pa.Array:
    return pa.repeat(pa.scalar(True), length)


def _is_faithful(text: str, digits: int) -> bool:
    """Say whether the double nearest to a decimal prints as it, shortest or with as many digits."""
    if digits > 17:
        return False
    double = float(text)
    return Decimal(text) in (Decimal(repr(double)), Decimal(f"{double:.{digits - 1}e}"))


def _dates(texts: _Texts) -> pa.ChunkedArray | None:
    others = (partial(_rearranged, pattern=pattern) for pattern in _OTHER_DATES)
    reads: tuple[_Convert, ...] = (_iso_dates, *others)
    for read in reads:
        typed = texts.converted(pa.date32(), read)
        if typed is not None:
            return typed
    day_first, month_first = (
        texts.converted(pa.date32(), partial(_rearranged, pattern=pattern))
        for pattern in (_DAY_FIRST, _MONTH_FIRST)
    )
    if day_first is None or month_first is None:
        return day_first if month_first is None else month_first
    return day_first if day_first.equals(month_first) else None


def _iso_dates(values: pa.Array) -> pa.Array | None:
    return _cast_date(values) if _all_match(values, _ISO_DATE) else None


def _rearranged(values: pa.Array, pattern: str) -> pa.Array | None:
    """Convert dates whose parts a pattern names; nothing if a day does not exist."""
    if not _all_match(values, pattern):
        return None
    parts = pc.extract_regex(values, pattern)
    year, month, day = (pc.struct_field(parts, name) for name in ("year", "month", "day"))
    month, day = (pc.utf8_lpad(part, 2, "0") for part in (month, day))
    separator = pa.scalar("-", values.type)
    return _cast_date(pc.binary_join_element_wise(year, month, day, separator))


def _cast_date(iso: pa.Array) -> pa.Array | None:
    try:
        dates = iso.cast(pa.date32())
    except pa.ArrowInvalid:  # a day that does not exist
        return None
    return dates if _within(dates.cast(pa.int32()), FIRST_DAY, LAST_DAY) else None


def _datetimes(texts: _Texts) -> pa.ChunkedArray | None:
    local = texts.converted(
        pa.timestamp("us"),
        lambda v: _cast_datetime(v, None) if _all_match(v, _LOCAL_TIME) else None,
    )
    if local is not None:
        return local
    instants = texts.converted(
        pa.timestamp("us", "UTC"),
        lambda v: _cast_datetime(v, "UTC") if _all_match(v, _INSTANT) else None,
    )
    if instants is None:
        return None
    zones = {zone for values, _ in texts.distinct() for zone in _zones(texts.stated(values))}
    kind = pa.timestamp("us", zones.pop() if len(zones) == 1 else "UTC")
    return pa.chunked_array([chunk.view(kind) for chunk in instants.chunks], kind)


def _zones(values: pa.Array) -> list[str]:
    offsets = pc.replace_substring_regex(values.drop_null(), r"^.{16}[0-9:.]*", "")
    offsets = pc.replace_substring_regex(offsets, r"^([-+][0-9]{2}):?([0-9]{2})$", r"\1:\2")
    offsets = pc.replace_substring_regex(offsets, r"^([-+][0-9]{2})$", r"\1:00")
    offsets = pc.replace_substring_regex(offsets, r"^[-+]00:00$|^Z$", "UTC")
    zones: list[str] = offsets.unique().to_pylist()
    return zones


def _cast_datetime(values: pa.Array, zone: str | None) -> pa.Array | None:
    exact = pc.replace_substring_regex(values, r"(\.[0-9]{6})0+", r"\1")
    try:
        datetimes = exact.cast(pa.timestamp("us", zone))
    except pa.ArrowInvalid:  # a day or an hour that does not exist
        return None
    return (
        datetimes
        if _within(datetimes.cast(pa.int64()), FIRST_MICROSECOND, LAST_MICROSECOND)
        else None
    )


def _within(numbers: pa.Array, first: int, last: int) -> bool:
    extremes = pc.min_max(numbers).as_py()
    return not len(numbers) or bool(first <= extremes["min"] and extremes["max"] <= last)
