"""Payment card numbers cut to what may be shown of them.

What lives here: how many digits PCI DSS lets stand of a brand's numbers. What does not: finding
card numbers (:mod:`sector_data.detect`).

Source: PCI SSC, *FAQ 1091: What are acceptable formats for truncation of primary account
numbers?*. Of a 16-digit number with a 6- or 8-digit issuer number (Discover, JCB, Mastercard,
UnionPay, Visa) at least 4 digits are removed, at most the first 8 and any other 4 stand; of a
15-digit one (American Express) at least 5 are removed, at most the first 6 and the last 4 stand;
of a Discover number of fewer than 15 at most the first 6 and any other 4. Of any other, the
baseline holds: the first 6 and the last 4, and at least four digits are removed.
"""

from __future__ import annotations

import re

import pyarrow as pa

from sector_data.deidentify.canonical import canonical_text
from sector_data.deidentify.distinct import map_distinct
from sector_data.spec.transforms.identifiers import TruncatePan

_EIGHT = re.compile(
    r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|35(?:2[89]|[3-8])|6(?:011|4[4-9]|5)|62|81"
)
"""Visa, Mastercard, JCB, Discover and UnionPay (ISO/IEC 7812-1, issuer identification numbers)."""
_BETWEEN = re.compile(r"[ .-]")


def truncate_pans(values: pa.Array, spec: TruncatePan) -> pa.Array:
    """Keep the first and last digits of card numbers, and remove those between.

    Parameters
    ----------
    values
        Text or whole numbers; blanks, points and hyphens between digits are left out.
    spec
        Digits that should stand; where the brand and length allow fewer, fewer do.

    Returns
    -------
    Array
        ``string``; null where the value is null or has not 12 to 19 digits.
    """

    def of_distinct(distinct: pa.Array) -> pa.Array:
        texts = canonical_text(distinct).to_pylist()
        return pa.array((None if t is None else _cut(t, spec) for t in texts), pa.string())

    return map_distinct(values, of_distinct)


def allowed_first(digits: str) -> int:
    """Return how many first digits may stand of a card number beside its last four."""
    if len(digits) == 16 and _EIGHT.match(digits):
        return 8
    return min(6, max(len(digits) - 8, 0))


def _cut(text: str, spec: TruncatePan) -> str | None:
    digits = _BETWEEN.sub("", text)
    if not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
        return None
    first = min(spec.first, allowed_first(digits))
    return f"{digits[:first]}{spec.removed}{digits[len(digits) - spec.last :]}"
