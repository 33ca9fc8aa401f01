"""One door to all transforms of single values.

What lives here: the choice of the transform by its specification. What does not: the transforms,
and those that need more than the value: dropping a column, generalising by a hierarchy and
redacting text, which the pipeline carries out.
"""

from __future__ import annotations

import pyarrow as pa

from sector_data.deidentify.card_numbers import truncate_pans
from sector_data.deidentify.categories import join_rare
from sector_data.deidentify.coordinates import geohash, to_grid
from sector_data.deidentify.dates import shift_dates, truncate_dates
from sector_data.deidentify.distinct import plain_array
from sector_data.deidentify.format_preserving import encrypt_format
from sector_data.deidentify.masks import mask
from sector_data.deidentify.numbers import midpoints, round_numbers, top_bottom
from sector_data.deidentify.perturbation import top_bottom_by_count
from sector_data.deidentify.places import zip3
from sector_data.deidentify.pseudonyms import pseudonymise
from sector_data.deidentify.surrogates import Lookup, replace_by_codes
from sector_data.errors import InputError
from sector_data.spec.transforms.values import (
    FormatPreserving,
    Geohash,
    Grid,
    JoinRare,
    Keep,
    Mask,
    Midpoint,
    Pseudonym,
    Round,
    ShiftDate,
    Surrogate,
    TopBottom,
    TransformSpec,
    TruncateDate,
    TruncatePan,
    Zip3,
)


def transform(
    values: pa.Array | pa.ChunkedArray,
    spec: TransformSpec,
    *,
    secret: bytes | None = None,
    subjects: pa.Array | pa.ChunkedArray | None = None,
    lookup: Lookup | None = None,
    longitudes: pa.Array | pa.ChunkedArray | None = None,
) -> pa.Array:
    """Transform each value of a column.

    The result of a row depends on its value, the parameters, the secret and its subject, and on
    nothing else: neither on the order and the number of rows nor on how they are cut into batches.
    Only top and bottom coding by count looks at the whole column, to find its bounds.

    Parameters
    ----------
    values
        A column.
    spec
        The transform and its parameters.
    secret
        For keyed transforms: the key of the domain and purpose, 16 bytes or more.
    subjects
        The subject of each row, for date shifts and for bounds by count; a dictionary array spares
        those who shift several columns of a table the search for distinct subjects.
    lookup
        For random codes: those drawn so far, and a place for new ones.
    longitudes
        For geohashes of a column of latitudes: the longitude of each row.

    Returns
    -------
    Array
        One result for each of `values`; null stays null.

    Raises
    ------
    InputError
        If the transform does not suit the column's type, a secret or the subjects are missing,
        pseudonyms collide, or the transform is not one of single values.
    """
    plain = plain_array(values)
    match spec:
        case Keep():
            return plain
        case Pseudonym():
            return pseudonymise(plain, spec, secret)
        case Surrogate():
            return replace_by_codes(plain, spec, lookup)
        case FormatPreserving():
            return encrypt_format(plain, spec, secret)
        case Mask():
            return mask(plain, spec)
        case TruncatePan():
            return truncate_pans(plain, spec)
        case ShiftDate():
            return shift_dates(plain, spec, secret, _subjects(subjects))
        case TruncateDate():
            return truncate_dates(plain, spec)
        case Round():
            return round_numbers(plain, spec)
        case Midpoint():
            return midpoints(plain, spec)
        case TopBottom(count=int(count), ends=ends):
            return top_bottom_by_count(plain, count, ends=ends, subjects=subjects)
        case TopBottom():
            return top_bottom(plain, spec)
        case JoinRare():
            return join_rare(plain, spec)
        case Zip3():
            return zip3(plain, spec)
        case Grid():
            return to_grid(plain, spec)
        case Geohash():
            return geohash(plain, spec, None if longitudes is None else plain_array(longitudes))
        case _:
            raise InputError(f"{spec.kind} is not a transform of single values.")


def _subjects(subjects: pa.Array | pa.ChunkedArray | None) -> pa.Array | None:
    """Return subjects as one array; a dictionary stays one."""
    if subjects is None:
        return None
    if not pa.types.is_dictionary(subjects.type):
        return plain_array(subjects)
    if isinstance(subjects, pa.ChunkedArray):
        return subjects.unify_dictionaries().combine_chunks()
    return subjects
