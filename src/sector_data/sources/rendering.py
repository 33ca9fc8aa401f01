"""Values as texts, and texts as CSV.

What lives here: how each type is spelt in a CSV file. What does not: writing files
(:mod:`sector_data.sources.writing`).

Integers are digits. Numbers are the shortest decimal that gives the double again, with a point
or an exponent (``1.0``, ``1e+16``), so that they are told from integers; infinities are ``INF``
and ``-INF``. Booleans are ``true`` and ``false``. Dates are ``2020-01-02``. Datetimes are
``2020-01-02T03:04:05`` with a fraction only if there is one, then ``Z`` in UTC or the zone's
offset at that moment; an offset that is not whole minutes, as before 1900, is written in UTC.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.sources.arrow_types import FIRST_MICROSECOND, LAST_MICROSECOND

_NEEDS_QUOTES = '[",;\t|\r\n\ufeff]'
"""Besides what RFC 4180 asks for, other delimiters: no reader is led to take them for one."""


def render_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Spell every value of a column; null stays null, and so does NaN become null.

    Parameters
    ----------
    column
        Of one of the types of :mod:`sector_data.sources.tables`.

    Returns
    -------
    pyarrow.ChunkedArray
        Of type ``string``.
    """
    return pa.chunked_array([_render(chunk) for chunk in column.chunks], pa.string())


def csv_lines(data: pa.Table) -> memoryview:
    """Return the rows of a table as CSV in UTF-8, each with its line end (LF).

    Null is an empty field; an empty text is ``""``. The table is a piece of moderate size: all of
    its text together must stay below 2 GiB.
    """
    fields = []
    for column in data.combine_chunks().columns:
        texts = render_column(column)
        quoted = _quote(texts) if column.type == pa.string() else texts
        fields.append(pc.fill_null(quoted, ""))
    lines = pc.binary_join_element_wise(pc.binary_join_element_wise(*fields, ","), "", "\n")
    # The texts of an Arrow column lie one behind the other: this is the file's content already.
    texts = pa.concat_arrays(lines.chunks)
    size = pc.sum(pc.binary_length(texts)).as_py()
    # Arrow's bytes are signed: beyond ASCII they would equal no other bytes.
    return memoryview(texts.buffers()[2])[:size].cast("B")


def csv_header(names: list[str]) -> str:
    """Return the header line without its end."""
    return ",".join(_quote(pa.array(names, pa.string())).to_pylist())


def _quote(texts: Any) -> Any:
    """Put quotation marks around the texts that need them."""
    needed = pc.or_(pc.match_substring_regex(texts, _NEEDS_QUOTES), pc.equal(texts, ""))
    if not pc.any(needed).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    marked = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.if_else(needed, marked, texts)


def _render(values: pa.Array) -> pa.Array:
    if pa.types.is_floating(values.type):
        return _render_numbers(values)
    if pa.types.is_timestamp(values.type):
        return _render_datetimes(values)
    return values.cast(pa.string())


def _render_numbers(values: pa.Array) -> pa.Array:
    texts = pc.if_else(pc.is_nan(values), None, values).cast(pa.string())
    texts = pc.if_else(pc.is_inf(values), pc.utf8_upper(texts), texts)
    whole = pc.match_substring_regex(texts, "^-?[0-9]+$")
    return pc.if_else(whole, pc.binary_join_element_wise(texts, ".0", ""), texts)


def _render_datetimes(values: pa.Array) -> pa.Array:
    zone = values.type.tz
    instants = values.cast(pa.int64())
    if zone is None:
        return _clock(instants)
    in_utc = pc.binary_join_element_wise(_clock(instants), "Z", "")
    if zone in ("UTC", "Etc/UTC", "Z", "+00:00"):
        return in_utc
    local = pc.local_timestamp(values).cast(pa.int64())
    seconds = pc.divide(pc.subtract(local, instants), 1_000_000)
    minutes = pc.divide(seconds, 60)
    sayable = pc.and_(
        pc.equal(pc.multiply(minutes, 60), seconds),
        pc.and_(pc.greater_equal(local, FIRST_MICROSECOND), pc.less_equal(local, LAST_MICROSECOND)),
    )
    hours = pc.divide(pc.abs(minutes), 60)
    parts = [
        pc.if_else(pc.less(minutes, 0), "-", "+"),
        pc.utf8_lpad(hours.cast(pa.string()), 2, "0"),
        ":",
        pc.utf8_lpad(
            pc.subtract(pc.abs(minutes), pc.multiply(hours, 60)).cast(pa.string()), 2, "0"
        ),
    ]
    with_offset = pc.binary_join_element_wise(_clock(local), *parts, "")
    return pc.if_else(sayable, with_offset, in_utc)


def _clock(microseconds: pa.Array) -> pa.Array:
    """Spell microseconds since 1970-01-01T00:00 as date and time."""
    texts = microseconds.cast(pa.timestamp("us")).cast(pa.string())
    texts = pc.replace_substring_regex(texts, r"\.?0+$", "", max_replacements=1)
    return pc.replace_substring(texts, " ", "T", max_replacements=1)
