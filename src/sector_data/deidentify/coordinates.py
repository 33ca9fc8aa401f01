"""Coordinates to the middle of a grid's cell, or to a geohash.

What lives here: both. What does not: postcodes (:mod:`sector_data.deidentify.places`).

Nothing here keeps distances. Moving, turning or mirroring all points alike keeps them, and whoever
knows three of the places has undone it; such words in a pipeline file are refused
(:mod:`sector_data.spec.transforms.refused`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sector_data.errors import InputError
from sector_data.spec.transforms.places import Geohash, Grid

_BASE32 = np.frombuffer(b"0123456789bcdefghjkmnpqrstuvwxyz", np.uint8)
"""Of G. Niemeyer's geohash (2008)."""
_BOTH = (
    r"^\s*\(?\s*(?P<latitude>[+-]?[0-9]{1,2}(?:\.[0-9]+)?)\s*[,; ]\s*"
    r"(?P<longitude>[+-]?[0-9]{1,3}(?:\.[0-9]+)?)\s*\)?\s*$"
)


def to_grid(values: pa.Array, spec: Grid) -> pa.Array:
    """Replace degrees by the middle of their cell.

    Parameters
    ----------
    values
        Numbers: latitudes or longitudes in degrees.
    spec
        Width of a cell in degrees; cells start at its multiples.

    Returns
    -------
    Array
        ``float64``, rounded to six digits; null where the value is null, NaN or beyond 180 degrees.

    Raises
    ------
    InputError
        If the column is not numeric.
    """
    degrees = _numbers(values, 180.0)
    middle = (np.floor(degrees / spec.degrees) + 0.5) * spec.degrees
    return pa.array(np.round(middle, 6), mask=np.isnan(degrees))


def geohash(values: pa.Array, spec: Geohash, longitudes: pa.Array | None) -> pa.Array:
    """Replace coordinates by the geohash of their cell.

    Parameters
    ----------
    values
        Latitudes in degrees, or texts with latitude and longitude.
    spec
        Characters of the geohash.
    longitudes
        In degrees, one for each latitude; None when the texts hold both.

    Returns
    -------
    Array
        ``string``; null where a coordinate is missing or beyond 90 or 180 degrees.

    Raises
    ------
    InputError
        If a column is of the wrong type.
    """
    if longitudes is None:
        if not pa.types.is_string(values.type):
            raise InputError(
                "A geohash needs latitude and longitude; the column holds one number.",
                "Name the other column: {geohash: {longitude: COLUMN}}.",
            )
        both = pc.extract_regex(values, _BOTH)
        latitude, longitude = (
            _numbers(pc.struct_field(both, name).cast(pa.float64()), most)
            for name, most in (("latitude", 90.0), ("longitude", 180.0))
        )
    else:
        latitude, longitude = _numbers(values, 90.0), _numbers(longitudes, 180.0)
    missing = np.isnan(latitude) | np.isnan(longitude)
    bits = 5 * spec.precision
    east = _cell(longitude, 180.0, (bits + 1) // 2)
    north = _cell(latitude, 90.0, bits // 2)
    whole = np.zeros(len(missing), np.uint64)
    for place in range(bits):
        # The bits of both take turns, the longitude's first.
        part, last = (east, (bits + 1) // 2) if place % 2 == 0 else (north, bits // 2)
        bit = (part >> np.uint64(last - 1 - place // 2)) & np.uint64(1)
        whole = (whole << np.uint64(1)) | bit
    characters = np.empty((len(missing), spec.precision), np.uint8)
    for place in range(spec.precision):
        shift = np.uint64(5 * (spec.precision - 1 - place))
        characters[:, place] = _BASE32[((whole >> shift) & np.uint64(31)).astype(np.int64)]
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(spec.precision), len(missing), [None, pa.py_buffer(characters)]
    )
    texts = fixed.cast(pa.binary()).cast(pa.string())
    return pc.if_else(pa.array(~missing), texts, None)


def _cell(degrees: npt.NDArray[np.float64], most: float, bits: int) -> npt.NDArray[np.uint64]:
    cells = 2.0**bits
    found = np.floor((np.nan_to_num(degrees) + most) / (2 * most) * cells)
    result: npt.NDArray[np.uint64] = np.clip(found, 0, cells - 1).astype(np.uint64)
    return result


def _numbers(values: pa.Array, most: float) -> npt.NDArray[np.float64]:
    """Return degrees; NaN where there are none, or none on Earth."""
    if not (pa.types.is_floating(values.type) or pa.types.is_integer(values.type)):
        raise InputError(
            f"Coordinates are numbers of degrees; the column is of type {values.type}.",
            "Give the column another transform, or read it as numbers.",
        )
    degrees: npt.NDArray[Any] = (
        pc.fill_null(values.cast(pa.float64(), safe=False), float("nan"))
        .to_numpy(zero_copy_only=False)
        .astype(np.float64)
    )
    return np.where(np.abs(degrees) <= most, degrees, np.nan)
