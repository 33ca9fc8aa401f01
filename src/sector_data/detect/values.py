"""Identifiers in the values of a released column.

What lives here: counting distinct values that hold an identifier, by shape and check digits alone.
What does not: names, places and dates, which no pattern can tell from a category; running text
(:mod:`sector_data.detect.text`).

False alarms refuse a release that is safe, so every pattern here is one that pseudonyms, codes,
dates and numbers do not have. Bare digits that pass a check digit prove nothing one by one (a tenth
of all numbers pass Luhn): they count only when so many values of the column pass that chance cannot
explain it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from sector_data.detect import checks
from sector_data.detect.identifiers.catalogue import CATALOGUE
from sector_data.detect.identifiers.record import PROVING
from sector_data.sources.numbering import numbered
from sector_data.spec.evidence.findings import Span

LIFT = 0.5
"""Share of the distinct values that have to pass a bare check digit; chance gives a tenth."""
ENOUGH = 20
"""Distinct values; that half of so many pass by chance is rarer than one in 100,000."""

SURE = 0.5
"""Score of an identifier found in a text by its form alone; whoever knows its context names it."""

_EDGE_L, _EDGE_R = r"(?<![\w.+-])", r"(?![\w-])(?!\.\w)"
_EMAIL = re.compile(rf"(?<![\w.]){checks.EMAIL.pattern}(?![\w@])")
_URL = re.compile(checks.URL.pattern, re.IGNORECASE)
_SSN = re.compile(rf"{_EDGE_L}{checks.SSN.pattern}{_EDGE_R}")
_PHONE = re.compile(rf"{_EDGE_L}(?:{checks.PHONE_SHAPE.pattern}){_EDGE_R}")
_CARD = re.compile(rf"{_EDGE_L}(?:{checks.CARD_GROUPED.pattern}){_EDGE_R}")
_IBAN = re.compile(
    rf"{_EDGE_L}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?{_EDGE_R}"
)
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\w-])(?!\.\d)")
_IPV6 = re.compile(r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){3,7}(?![\w:])")
_MAC = re.compile(rf"(?<![\w:-]){checks.MAC.pattern}(?![\w:-])")


def _iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))


def _ip(text: str) -> bool:
    groups = text.count(":")
    return checks.is_ip(text) and (groups == 0 or sum(c.isdigit() for c in text) >= 2)


class _Pattern(NamedTuple):
    """An identifier that its form alone gives away."""

    entity: str
    hint: str
    """RE2 pattern that has to be there, to leave out most values fast."""
    patterns: tuple[re.Pattern[str], ...]
    test: Callable[[str], object]

    @property
    def likely(self) -> re.Pattern[str]:
        """The hint for Python; without it the patterns are not tried."""
        return _hint(self.hint)


@cache
def _hint(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_ALWAYS: tuple[_Pattern, ...] = (
    _Pattern("EMAIL_ADDRESS", r"@", (_EMAIL,), bool),
    _Pattern("URL", r"(?i)://|www\.", (_URL,), bool),
    _Pattern("US_SSN", r"\d{3}-\d{2}-\d{4}", (_SSN,), bool),
    _Pattern("CREDIT_CARD", r"\d{4}[ -]\d{4}", (_CARD,), checks.is_card),
    _Pattern("IBAN_CODE", r"[A-Z]{2}\d{2}", (_IBAN,), _iban),
    _Pattern("IP_ADDRESS", r"\d\.\d+\.\d+\.\d|:[0-9A-Fa-f]*:[0-9A-Fa-f]*:", (_IPV4, _IPV6), _ip),
    _Pattern("MAC_ADDRESS", r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]", (_MAC,), bool),
    _Pattern(
        "PHONE_NUMBER",
        r"\+|\d\)|\d{3}[-. ]\d{3,4}|0\d{1,4}[-. /]\d{2}",
        (_PHONE,),
        checks.is_phone,
    ),
)
_LIFTED = {"CREDIT_CARD", "US_NPI", "VEHICLE_ID", "UK_NHS", "NATIONAL_ID", "DEVICE_ID"}
_KNOWN = {c.stdnum for c in checks.CHECKS if c.stdnum}
_PECULIAR = tuple(
    e
    for e in CATALOGUE
    if e.alone and e.subject == "person" and e.chance <= PROVING and e.check not in _KNOWN
)
"""Numbers of persons that hardly any code looks like, and whose check digits have to agree too."""
_LIFTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    *((c.entity, c.passes) for c in checks.CHECKS if c.entity in _LIFTED),
    *((e.entity, e.fits) for e in _PECULIAR),
)
_BARE = r"^\s*[\dA-Z][\dA-Za-z .+-]{7,21}\s*$"
_LEAD = 200
"""Values that are tried first: most tests fail there."""
_PIECE = 1 << 16
"""Distinct values that are looked at at a time."""


def identifiers_in(text: str) -> Iterator[Span]:
    """Find what :func:`count_identifiers` would count in a text.

    A text is searched with it before its release, so that the search of the release, which is the
    same, has nothing left to find.
    """
    for pattern in _ALWAYS:
        if not pattern.likely.search(text):
            continue
        for match in _matches(pattern, text):
            yield Span(match.start(), match.end(), pattern.entity, SURE)


def _matches(pattern: _Pattern, text: str) -> Iterator[re.Match[str]]:
    for expression in pattern.patterns:
        yield from (match for match in expression.finditer(text) if pattern.test(match[0]))


def count_identifiers(values: pa.ChunkedArray | pa.Array) -> dict[str, int]:
    """Count the distinct values that hold an identifier.

    Parameters
    ----------
    values
        A released column. Only texts and whole numbers can hold one.

    Returns
    -------
    dict
        Entity to number of distinct values; entities without any are left out.
    """
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = pc.cast(values, kind.value_type)
        kind = values.type
    textual = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    if not textual and not pa.types.is_integer(kind):
        return {}
    _, distinct = numbered(values)
    counts: Counter[str] = Counter()
    if textual:
        for texts, pattern in product(_pieces(distinct), _ALWAYS):
            likely = pc.filter(texts, pc.match_substring_regex(texts, pattern.hint))
            counts[pattern.entity] += sum(
                1 for v in likely.to_pylist() if any(_matches(pattern, v))
            )
    for entity, found in _lifted(distinct).items():
        counts[entity] = max(found, counts[entity])
    return {entity: found for entity, found in sorted(counts.items()) if found}


def _pieces(distinct: pa.ChunkedArray) -> Iterator[pa.ChunkedArray]:
    for start in range(0, len(distinct), _PIECE):
        yield pc.cast(distinct.slice(start, _PIECE), pa.string())


def _lifted(distinct: pa.ChunkedArray) -> dict[str, int]:
    if len(distinct) < ENOUGH:
        return {}
    lead: list[str] = []
    bare = 0
    for texts in _pieces(distinct):
        some = _bare(texts)
        bare += len(some)
        lead += some.slice(0, max(0, _LEAD - len(lead))).to_pylist()
    least = LIFT * len(distinct)
    if bare < least:
        return {}
    counts: dict[str, int] = {}
    for entity, test in _LIFTS:
        if sum(test(text.strip()) for text in lead) < LIFT / 2 * len(lead):
            continue
        found = sum(test(t.strip()) for p in _pieces(distinct) for t in _bare(p).to_pylist())
        if found >= least:
            counts[entity] = max(found, counts.get(entity, 0))
    return counts


def _bare(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.filter(texts, pc.match_substring_regex(texts, _BARE))
