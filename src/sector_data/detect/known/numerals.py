"""Days and years written out in words, and numbers in kanji.

What lives here: the words of numbers up to 99 and of years, in English, French, German and Italian,
each as letters without blanks and hyphens; kanji numerals. What does not: dates (:mod:`.dates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sector_data.detect.known.reading import forms

YEARS = range(1880, 2100)
"""Years that are read in words."""
_DE_ORDINALS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}

_KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1000}


def _words(name: str) -> Sequence[str]:
    words: Sequence[str] = forms()["numerals"][name]
    return words


def english(number: int) -> str:
    """Return a number below 100 in English letters."""
    if number < 20:
        return _words("en")[number]
    return _words("en_tens")[number // 10 - 2] + (_words("en")[number % 10] if number % 10 else "")


def french(number: int) -> set[str]:
    """Return a number below 100 in French letters, also as in Belgium and Switzerland."""
    if number < 20:
        return {_words("fr")[number]}
    tens, units = divmod(number, 10)
    unit = (
        (_words("fr")[units], f"et{_words('fr')[units]}") if units == 1 else (_words("fr")[units],)
    )
    if tens < 7:
        return {_words("fr_tens")[tens - 2] + (u if units else "") for u in unit}
    found: set[str] = set()
    if tens == 7:
        found.update(
            {f"soixante{_words('fr')[10 + units]}", f"soixanteet{_words('fr')[10 + units]}"}
        )
    else:
        base = ("quatrevingt", "quatrevingts")
        rest = _words("fr")[number - 80] if number > 80 else ""
        found.update(b + rest for b in base)
    for short, other in ((7, "septante"), (8, "huitante"), (8, "octante"), (9, "nonante")):
        if tens == short:
            found.update({other + (u if units else "") for u in unit})
    return found


def german(number: int) -> str:
    """Return a number below 100 in German letters, as it stands before other words."""
    if number < 20:
        return _words("de")[number]
    tens, units = divmod(number, 10)
    return (f"{_words('de')[units]}und" if units else "") + _words("de_tens")[tens - 2]


def italian(number: int) -> str:
    """Return a number below 100 in Italian letters."""
    if number < 20:
        return _words("it")[number]
    tens, units = divmod(number, 10)
    stem = _words("it_tens")[tens - 2]
    return (stem[:-1] if units in {1, 8} else stem) + (_words("it")[units] if units else "")


@cache
def days_in_words() -> dict[str, int]:
    """Return the letters of cardinal and ordinal days of a month to the day."""
    found: dict[str, int] = {"premier": 1, "primo": 1}
    for day in range(1, 32):
        ordinal = (
            _words("en_ordinals")[day - 1]
            if day <= 20
            else "thirtieth"
            if day == 30
            else _words("en_tens")[day // 10 - 2] + _words("en_ordinals")[day % 10 - 1]
        )
        stem = _DE_ORDINALS.get(day) or german(day) + ("t" if day < 20 else "st")
        germans = [stem + end for end in ("e", "en", "er")]
        for word in (english(day), ordinal, *french(day), *germans, italian(day)):
            for spelt in {word, word.replace("zwolf", "zwoelf").replace("funf", "fuenf")}:
                found.setdefault(spelt, day)
    return found


@cache
def years_in_words() -> dict[str, int]:
    """Return the letters of years (:data:`YEARS`) to the year."""
    found: dict[str, int] = {}
    for year in YEARS:
        for word in _year_words(year):
            for spelt in {word, word.replace("zwolf", "zwoelf").replace("funf", "fuenf")}:
                found[spelt] = year
    return found


def _year_words(year: int) -> set[str]:
    century, rest = divmod(year, 100)
    tail = english(rest) if rest else ""
    found: set[str] = set()
    if year >= 2000:
        found |= {f"twothousand{tail}", f"twothousandand{tail}"}
        found |= {f"deuxmille{t}" for t in french(rest)} if rest else {"deuxmille"}
        found |= {f"zweitausend{german(rest) if rest else ''}", f"zweitausendund{german(rest)}"}
        found |= {f"duemila{italian(rest) if rest else ''}"}
    if century != 20 or rest > 9:
        found.add(english(century) + (tail or "hundred"))
    if rest and rest < 10:
        found |= {f"{english(century)}{zero}{tail}" for zero in ("o", "oh", "ought")}
    if year < 2000:
        found |= {f"{english(century)}hundred{tail}", f"{english(century)}hundredand{tail}"}
        hundreds = _words("fr")[century - 10]
        for t in french(rest) if rest else {""}:
            found |= {f"{mil}{hundreds}cent{t}" for mil in ("mil", "mille")}
            found |= {f"{f}cent{t}" for f in french(century)}
        for word in {german(rest), "eins" if rest == 1 else german(rest)}:
            found.add(f"{german(century)}hundert{word if rest else ''}")
        found.add(f"mille{_words('it')[century - 10]}cento{italian(rest) if rest else ''}")
    return found


def kanji_number(written: str) -> int | None:
    """Return a number in kanji or digits (``二十五``, ``一九五〇``, ``元``); None if it is none."""
    if written.isdecimal():
        return int(written)
    if not any(c in _KANJI_TENS for c in written):
        digits = [_KANJI.get(c) for c in written]
        known = [d for d in digits if d is not None]
        return int("".join(map(str, known))) if digits and len(known) == len(digits) else None
    total = current = 0
    for sign in written:
        if sign in _KANJI_TENS:
            total += (current or 1) * _KANJI_TENS[sign]
            current = 0
        elif sign in _KANJI:
            current = _KANJI[sign]
        else:
            return None
    return total + current
