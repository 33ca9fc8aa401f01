"""What an identifier looks like behind its label, and what only looks like one.

What lives here: reading a value with its dots, slashes and groups of digits, and turning down
dates, amounts, doses and network addresses. What does not: labels (:mod:`.labelled`).

All positions are those of a folded text, which are those of the text
(:func:`sector_data.detect.recognizers.folding.fold`).
"""

from __future__ import annotations

import re

FEWEST = 3
"""Digits that a value has at least."""
_MOST_GROUPS = 9
VALUE = re.compile(
    r"(?=[a-z./_-]{0,12}\d)[a-z0-9](?:[a-z0-9]|[./_\\-](?=[a-z0-9])|-{2}(?=[a-z0-9])){1,39}"
)
_GROUP = r"(?:\d{1,8}[a-z]?|[a-z]{1,3}\d{0,8}[a-z]?)"
_GROUPS = re.compile(
    rf"(?=[a-z ]{{0,8}}\d){_GROUP}(?:[ \u3000]{_GROUP}(?![a-z])){{1,{_MOST_GROUPS}}}"
)
_DIGIT_GROUPS = re.compile(rf"\d{{1,8}}(?:[ ]\d{{1,8}}(?![a-z])){{1,{_MOST_GROUPS}}}")
_PREFIXED = re.compile(r"[a-z]{1,4}[ ]\d[\w./-]{2,20}")
_PLATES = re.compile(
    r"[a-z]{1,3}[ -][a-z]{1,2}[ -]?\d{1,4}[eh]?(?![a-z0-9])"  # Germany, Austria
    r"|[a-z]{2}[ -]?\d{3}[ -]?[a-z]{2}(?![a-z0-9])"  # France, Italy
    r"|[a-z]{2}\d{2}[ ]?[a-z]{3}(?![a-z0-9])"  # United Kingdom
    r"|\d{1,4}[ -][a-z]{1,3}[ -]\d{2,3}(?![a-z0-9])"  # France until 2009
    r"|[a-z]{2}[ -]\d{1,6}(?![a-z0-9])"  # Switzerland
    r"|[a-z]{3,4}[ -]?\d{3,4}(?![a-z0-9])|\d[a-z]{3}\d{3}(?![a-z0-9])"  # North America
    r"|[一-龥]{1,4}[ ]?\d{2,3}[a-z]?[ ]?[ぁ-んa-z][ ]?[\d・.]{1,4}(?:-\d{2})?"  # Japan
)
_COURT_FILE = re.compile(r"(?:\d{1,4}|[ivx]{1,5})[ ][a-z]{1,5}(?:-[a-z])?[ ]\d{1,6}/\d{2,4}(?!\d)")
"""File numbers of German courts: "3 O 123/19", "XII ZR 45/20"."""
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:[./-]\d{1,2}[./-]\d{1,2})?|\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})"
    r"|(?:0?[1-9]|1[0-2])[./-](?:19|20)\d{2}"
)
_NOT = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){3}"  # a network address
    r"|nct\d{8}|eudract.*|\d{4}-\d{6}-\d{2}"  # registers of trials
    r"|\d{1,3}[.]\d{1,2}"  # a measurement
    r"|\d{1,3}(?:st|nd|rd|th|e|er|eme)"
    r"|\d{1,4}(?:mg|ml|kg|cm|mm|g|mcg|iu|ui|ie|h|hz|mmhg|bpm|min|x|d|w|y|yo|k|m)(?:/[a-z0-9]{1,4})?"
)
_CHI = [6, 4]
"""Figures of a Scottish community health index number: a birth date and four more."""
_LONG = 6
"""Digits of a number that no unit behind it makes an amount."""
_NUMERIC_NEXT = re.compile(r"[/:]\d|[.,-]\d")


_FORMS = {"VEHICLE_ID": _PLATES, "RECORD_ID": _COURT_FILE}
"""Entities whose values have forms of their own, besides the usual one."""


def is_value(value: str) -> bool:
    """Whether a folded passage can be an identifier: digits enough, and no date or amount."""
    digits = [c for c in value if c.isdigit()]
    return (
        len(digits) >= FEWEST
        and len(set(digits)) > 1
        and not _DATE.fullmatch(value)
        and not _NOT.fullmatch(value)
    )


def read_value(
    text: str, folded: str, at: int, entity: str, unit: re.Pattern[str]
) -> tuple[int, int]:
    """Read the value that begins at a place.

    Parameters
    ----------
    text, folded
        The text and its folded form.
    at
        Where the value has to begin.
    entity
        What it is expected to be: plates and court files have forms of their own.
    unit
        What makes the number before it a measurement, a count or the day of a month.

    Returns
    -------
    tuple of (int, int)
        Start and end; the same number twice when there is no value.
    """
    own = _FORMS[entity].match(folded, at) if entity in _FORMS else None
    if own:
        return at, own.end()
    end = _grouped(text, folded, at, unit)
    if end > at:
        return at, end
    match = _PREFIXED.match(folded, at)
    if match and text[at : at + 4].split(" ", maxsplit=1)[0].isupper() and is_value(match[0]):
        return at, at + len(match[0].rstrip("./-_"))
    match = VALUE.match(folded, at)
    if match is None or not is_value(match[0]):
        return at, at
    followed = folded[match.end() : match.end() + 1]
    if followed in {"@", "%", "°"} or (
        len(match[0]) < _LONG and unit.match(folded, match.end()) and match[0].isdigit()
    ):
        return at, at
    if followed == ":" and folded[match.end() + 1 : match.end() + 2].isdigit():
        return at, at
    return at, match.end()


def _grouped(text: str, folded: str, at: int, unit: re.Pattern[str]) -> int:
    """Return where a value written in groups ends ("1 85 05 78 006 084 36"), or its beginning."""
    for pattern in (_GROUPS, _DIGIT_GROUPS):
        match = pattern.match(folded, at)
        if match is None:
            continue
        end = match.end()
        letters = [c for c in text[at:end] if c.isalpha()]
        if any(not c.isupper() for c in letters):
            continue
        groups = folded[at:end].split(" ")
        while len(groups) > 1 and (unit.match(folded, end) or _NUMERIC_NEXT.match(folded, end)):
            end -= len(groups.pop()) + 1
        if _plausible(groups):
            return end
    return at


def _plausible(groups: list[str]) -> bool:
    """Whether groups of digits make one number, and not a number and another thing."""
    digits = [sum(c.isdigit() for c in group) for group in groups]
    if digits == _CHI:
        return True
    if len(groups) < 2 or sum(digits) < 6 or digits[0] > 5:
        return False
    short = len(groups[0]) <= 4 + groups[0][0].isalpha()
    return len(groups) > 2 or (digits[1] >= 2 and short)
