"""US ZIP codes cut to three digits by the Safe Harbor rule.

What lives here: the rule and the census prefixes it rests on. What does not: place hierarchies
(:mod:`sector_data.anonymise.hierarchies`).

45 CFR 164.514(b)(2)(i)(B) lets the first three digits stand where, "according to the current
publicly available data from the Bureau of the Census", the area of all ZIP codes with these
digits holds more than 20,000 people; else they become 000.

The lists are lists of what may stand: a prefix that is on none becomes 000.

Source of 2020: Census, Demographic and Housing Characteristics File (DHC), table P1, population of
every ZIP Code Tabulation Area summed by its first three digits (334,726,586 people in 894
prefixes; retrieved 2026-09-22 from https://data.census.gov, table DECENNIALDHC2020.P1). Of 2000:
the 17 prefixes that HHS/OCR names (*Guidance Regarding Methods for De-identification of Protected
Health Information*, 2012), out of date but what older releases used. Of 2010: 14 prefixes, as
Microsoft's FHIR tools name them. The areas that those two censuses knew are taken to be those of
2020, except prefixes that they name themselves.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.deidentify.distinct import map_distinct
from sector_data.errors import InputError
from sector_data.spec.transforms.places import Zip3

NOT_KEPT = "000"


def _expand(ranges: str) -> frozenset[str]:
    prefixes: set[str] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        prefixes.update(f"{prefix:03d}" for prefix in range(int(first), int(last or first) + 1))
    return frozenset(prefixes)


SMALL_PREFIXES = _expand("036 059 102 202-205 369 556 692 753 772 821 823 878-879 884 893")
"""Prefixes with 20,000 people or fewer in 2020."""

UNPOPULATED_PREFIXES = _expand(
    "000-005 008 055 090-099 192 213 269 311 332 340 343 345 348 353 375 399 419 428-429 459 509 "
    "517-519 529 533 536 552 555 568-569 578-579 589 621 632 642-643 649 659 663 682 694-699 702 "
    "709 715 732-733 742 771 817-819 839 842 848-849 854 858 861-862 866-869 872 876 885-889 892 "
    "896 899 901 909 929 938 942 962-966 969 987"
)
"""Prefixes that the census has no area for: not assigned, military, or of single organisations."""

KEPT_PREFIXES = _expand("000-999") - SMALL_PREFIXES - UNPOPULATED_PREFIXES
"""Prefixes with more than 20,000 people in 2020: all that may stand."""


SMALL_BY_CENSUS = {
    "2000": _expand("036 059 063 102 203 556 692 790 821 823 830-831 878-879 884 890 893"),
    "2010": _expand("036 059 102 203 205 369 556 692 821 823 878-879 884 893"),
    "2020": SMALL_PREFIXES,
}
"""Prefixes with 20,000 people or fewer in each census."""

_KEPT_BY_CENSUS = {
    census: _expand("000-999") - small - UNPOPULATED_PREFIXES
    for census, small in SMALL_BY_CENSUS.items()
}


def kept_prefixes(census: str) -> frozenset[str]:
    """Return the prefixes that may stand by a census, or by several joined with ``+``."""
    return frozenset.intersection(*(_KEPT_BY_CENSUS[year] for year in census.split("+")))


def zip3(values: pa.Array, spec: Zip3) -> pa.Array:
    """Cut ZIP codes to three digits.

    Parameters
    ----------
    values
        Text (``02138``, ``02138-1234``; spaces around are ignored), or whole numbers of four or
        five digits, which have lost a leading zero if four.
    spec
        The census, or both, whose counts decide.

    Returns
    -------
    Array
        ``string``: three digits that may stand, else ``000``, also for what is no ZIP code; null
        where the value is null.

    Raises
    ------
    InputError
        If the column is neither text nor numbers.
    """
    kept = pa.array(sorted(kept_prefixes(spec.census)))
    return map_distinct(values, lambda distinct: _prefixes(distinct, kept))


def _prefixes(distinct: pa.Array, kept: pa.Array) -> pa.Array:
    if pa.types.is_string(distinct.type):
        texts = pc.utf8_trim_whitespace(distinct)
    elif pa.types.is_integer(distinct.type):
        texts = _padded(distinct)
    elif pa.types.is_floating(distinct.type):
        # Numbers with gaps often come as floating point: 2138.0.
        whole = pc.and_(pc.equal(pc.floor(distinct), distinct), pc.less(distinct, 100_000.0))
        texts = _padded(pc.if_else(pc.and_(whole, pc.greater(distinct, 0.0)), distinct, 0.0))
    else:
        raise InputError(
            f"ZIP codes are text or whole numbers; the column is of type {distinct.type}.",
            "Give the column another transform.",
        )
    is_zip = pc.match_substring_regex(texts, r"^[0-9]{5}(?:-[0-9]{4})?$")
    prefixes = pc.utf8_slice_codeunits(texts, 0, 3)
    may_stand = pc.and_(is_zip, pc.is_in(prefixes, kept))
    return pc.if_else(may_stand, prefixes, NOT_KEPT)


def _padded(numbers: pa.Array) -> pa.Array:
    """Spell numbers of four and five digits as ZIP codes; others as they are."""
    integers = numbers.cast(pa.int64())
    texts = integers.cast(pa.string())
    lost_zero = pc.and_(pc.greater_equal(integers, 1000), pc.less(integers, 10_000))
    return pc.if_else(lost_zero, pc.binary_join_element_wise("0", texts, ""), texts)
