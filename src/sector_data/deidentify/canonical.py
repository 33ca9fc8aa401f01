"""The one text that stands for a value, whatever type its column has.

What lives here: the canonical text that keyed transforms hash. Identifiers are often a number in
one table and a text in another; joins survive pseudonymisation only when both give the same
bytes. What does not: the hash (:mod:`sector_data.deidentify.keyed`).

============== =====================================================================
type           canonical text
============== =====================================================================
string         the text, NFC-normalised; nothing is trimmed, case stays
int64          decimal digits, ``-`` before negative ones
float64        as int64 when integral and below 2**53, else Python's shortest ``repr``;
               NaN is a missing value and stays null
bool           ``true``, ``false``
date32         ``2020-01-31``
timestamp      ``2020-01-31T10:00:00``, microseconds only when there are any; midnight
               without a time zone is the date; with a time zone, UTC and a final ``Z``
============== =====================================================================
"""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.distinct import map_distinct, plain_array
from sector_data.sources.spilling import piecewise
from sector_data.sources.tables import is_long, one_array

_EXACT_INTEGERS = 2.0**53
"""Below it every integer is a float64 of its own (IEEE 754)."""


def canonical_text(values: pa.Array) -> pa.Array:
    """Return the canonical text of each value; see the module for the forms.

    Parameters
    ----------
    values
        A plain array (:func:`sector_data.deidentify.distinct.plain_array`).

    Returns
    -------
    Array
        ``string``; null where the value is null or NaN.
    """
    if pa.types.is_string(values.type):
        return values if _is_ascii(values) else pc.utf8_normalize(values, form="NFC")
    if pa.types.is_floating(values.type):
        return map_distinct(values, _float_texts)
    if pa.types.is_timestamp(values.type):
        return _timestamp_texts(values)
    return values.cast(pa.string())


def canonical_column(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return the canonical text of each value of a column of any type that tables hold.

    Returns
    -------
    Array or ChunkedArray
        The latter where the column has more text than one array holds.
    """
    if pa.types.is_string(values.type) and not is_long(values):
        return canonical_text(one_array(values))
    return piecewise(lambda piece: canonical_text(plain_array(piece)), values)


def _is_ascii(texts: pa.Array) -> bool:
    """Tell that all bytes are ASCII, which NFC leaves as they are."""
    _, places, data = texts.buffers()
    if data is None or not len(texts):
        return True
    # A slice has the bytes of the whole, which may be two thousand times its own.
    bounds = np.frombuffer(places, np.int32)
    own = slice(bounds[texts.offset], bounds[texts.offset + len(texts)])
    return not bool(np.any(np.frombuffer(data, np.uint8)[own] & 0x80))


def _float_texts(distinct: pa.Array) -> pa.Array:
    return pa.array([_float_text(value) for value in distinct.to_pylist()], pa.string())


def _float_text(value: float) -> str | None:
    if math.isnan(value):
        return None
    if value.is_integer() and abs(value) < _EXACT_INTEGERS:
        return str(int(value))
    return repr(value)


def _timestamp_texts(values: pa.Array) -> pa.Array:
    # Arrow holds UTC; the view drops the zone without asking the time zone database.
    text = values.view(pa.timestamp("us")).cast(pa.string())
    text = pc.replace_substring_regex(text, r"\.000000$", "")
    if values.type.tz is None:
        text = pc.replace_substring_regex(text, r" 00:00:00$", "")
        return pc.replace_substring(text, " ", "T")
    return pc.binary_join_element_wise(pc.replace_substring(text, " ", "T"), "Z", "")
