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
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.arrow_types import (
    FIRST_DAY,
    FIRST_MICROSECOND,
    LAST_DAY,
    LAST_MICROSECOND,
)

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


def infer_types(data: pa.Table, missing: Collection[str] = ("",)) -> pa.Table:
    """Give every column of texts the type that all its values fit.

    Parameters
    ----------
    data
        Columns of type ``string``.
    missing
        Texts that mean "no value"; where they are not null yet, they stood in quotes.

    Returns
    -------
    pyarrow.Table
        The same columns and rows; types of :mod:`sector_data.sources.tables`. A column without
        any value stays ``string``.
    """
    with ThreadPoolExecutor() as pool:
        columns = list(pool.map(lambda column: infer_type(column, missing), data.columns))
    return pa.table(columns, names=data.column_names)


def infer_type(column: pa.ChunkedArray, missing: Collection[str] = ("",)) -> pa.ChunkedArray:
    """Convert one column of texts; see :func:`infer_types`."""
    absent = pa.array(sorted(missing), pa.string())
    sample = column.slice(0, _SAMPLE).drop_null()
    if not _all_match(sample.filter(pc.invert(pc.is_in(sample, absent))), _ANY):
        return column
    # One piece, as pieces with dictionaries of their own are slow to unify; 64-bit offsets, as
    # one piece of texts may have more than 2 GiB.
    coded = column.cast(pa.large_string()).combine_chunks().dictionary_encode()
    values = coded.dictionary
    typed = _convert(values)
    if typed is None:
        stated = pc.if_else(pc.is_in(values, absent), None, values)
        if stated.null_count in (0, len(stated)):
            return column
        converted = _convert(stated.drop_null())
        if converted is None:
            return column
        typed = converted.take(_running_numbers(stated))
    return pa.chunked_array([typed.take(coded.indices)], typed.type)


def _running_numbers(values: pa.Array) -> pa.Array:
    """Count the values that are not null, from 0; null stays null."""
    stated = pc.is_valid(values)
    numbers = pc.subtract(pc.cumulative_sum(stated.cast(pa.int64())), 1)
    return pc.if_else(stated, numbers, None)


def _convert(values: pa.Array) -> pa.Array | None:
    """Convert distinct texts (no nulls) to the first type that all fit; nothing if none."""
    if not len(values):
        return None
    conversions: tuple[Callable[[pa.Array], pa.Array | None], ...] = (
        _booleans,
        _integers,
        _numbers,
        _dates,
        _datetimes,
    )
    for conversion in conversions:
        typed = conversion(values)
        if typed is not None:
            return typed
    return None


def _all_match(values: pa.Array | pa.ChunkedArray, pattern: str) -> bool:
    # A look at the first values spares most of the work: most patterns fail there.
    return all(
        pc.all(pc.match_substring_regex(some, pattern), min_count=0).as_py()
        for some in (values.slice(0, _SAMPLE), values)
    )


def _booleans(values: pa.Array) -> pa.Array | None:
    if not _all_match(values, _BOOLEAN):
        return None
    return pc.equal(pc.ascii_lower(values), "true")


def _integers(values: pa.Array) -> pa.Array | None:
    if not _all_match(values, _INTEGER):
        return None
    return values.cast(pa.int64())


def _numbers(values: pa.Array) -> pa.Array | None:
    if not _all_match(values, _NUMBER):
        return None
    doubles = values.cast(pa.float64())
    infinite = pc.is_inf(doubles)
    if not pc.equal(infinite, pc.ends_with(values, "INF")).equals(_trues(len(values))):
        return None
    if pc.all(infinite).as_py():
        return None
    # The shortest text of a double is its own; only other spellings need a look.
    other = pc.not_equal(doubles.cast(pa.string()), values.cast(pa.string()))
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


def _dates(values: pa.Array) -> pa.Array | None:
    if _all_match(values, _ISO_DATE):
        return _cast_date(values)
    for pattern in _OTHER_DATES:
        if _all_match(values, pattern):
            return _rearranged(values, pattern)
    if not _all_match(values, _DAY_FIRST):
        return None
    day_first, month_first = _rearranged(values, _DAY_FIRST), _rearranged(values, _MONTH_FIRST)
    if day_first is None or month_first is None:
        return day_first if month_first is None else month_first
    return day_first if day_first.equals(month_first) else None


def _rearranged(values: pa.Array, pattern: str) -> pa.Array | None:
    """Convert dates whose parts a pattern names; nothing if a day does not exist."""
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


def _datetimes(values: pa.Array) -> pa.Array | None:
    if _all_match(values, _LOCAL_TIME):
        return _cast_datetime(values, None)
    if not _all_match(values, _INSTANT):
        return None
    offsets = pc.replace_substring_regex(values, r"^.{16}[0-9:.]*", "")
    offsets = pc.replace_substring_regex(offsets, r"^([-+][0-9]{2}):?([0-9]{2})$", r"\1:\2")
    offsets = pc.replace_substring_regex(offsets, r"^([-+][0-9]{2})$", r"\1:00")
    offsets = pc.replace_substring_regex(offsets, r"^[-+]00:00$|^Z$", "UTC")
    zones = offsets.unique().to_pylist()
    return _cast_datetime(values, zones[0] if len(zones) == 1 else "UTC")


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
    return bool(first <= extremes["min"] and extremes["max"] <= last)
