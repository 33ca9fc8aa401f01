"""Check digits that python-stdnum does not know.

What lives here: one predicate per rule, over a compact text (no blanks, no separators, letters in
upper case) that has the identifier's form. What does not: the form itself
(:mod:`sector_data.detect.identifiers.countries`), and checks over the values of a column that
older code uses (:mod:`sector_data.detect.checks`).

Each predicate returns False for a text of another form, and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sector_data.detect.checks import luhn

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _digits(text: str, length: int) -> list[int] | None:
    """Return the digits of a text that consists of so many of them, else None."""
    if len(text) != length or not (text.isascii() and text.isdigit()):
        return None
    return [ord(c) - 48 for c in text]


def _products(digits: Sequence[int], weights: Sequence[int]) -> list[int]:
    return [d * w for d, w in zip(digits, weights, strict=True)]


def _cross(number: int) -> int:
    """Return the sum of the decimal digits of a number below 100."""
    return number // 10 + number % 10


def bare_luhn(text: str) -> bool:
    """Luhn over all digits (ISO/IEC 7812-1, annex B); 0000… is nobody's number."""
    return text.isascii() and text.isdigit() and len(set(text)) > 1 and luhn(text)


def ohip(text: str) -> bool:
    """Ontario health number: Luhn over the ten digits, the version letters apart.

    Source: Ontario Ministry of Health, *Health Number Check Digit Algorithm* (MOD 10).
    """
    return bare_luhn(text[:10]) and len(text) >= 10


def dea(text: str) -> bool:
    """DEA registration: (d1 + d3 + d5) + 2 (d2 + d4 + d6) ends with d7.

    Source: US Drug Enforcement Administration, *Practitioner's Manual*, on registration numbers.
    """
    d = _digits(text[2:], 7)
    return d is not None and (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]


def icao(text: str) -> bool:
    """Weights 7, 3, 1 over digits and letters (A = 10), modulo 10; the last digit checks.

    Source: ICAO Doc 9303-3, 4.9.
    """
    if len(text) < 2 or not text[-1].isdigit():
        return False
    total = 0
    for place, character in enumerate(text[:-1]):
        if character.isdigit():
            value = ord(character) - 48
        elif character in _LETTERS:
            value = ord(character) - 55
        else:
            return False
        total += value * (7, 3, 1)[place % 3]
    return total % 10 == int(text[-1])


def kvnr(text: str) -> bool:
    """German health insurance number: letter as two digits, weights 1 and 2, digit sums, mod 10.

    Source: GKV-Spitzenverband, *Richtlinie zum Aufbau und zur Vergabe einer
    Krankenversichertennummer* after § 290 SGB V, annex 1.
    """
    d = _digits(text[1:], 9)
    if d is None or text[0] not in _LETTERS:
        return False
    ordinal = _LETTERS.index(text[0]) + 1
    full = [ordinal // 10, ordinal % 10, *d[:8]]
    return sum(map(_cross, _products(full, (1, 2) * 5))) % 10 == d[8]


def rvnr(text: str) -> bool:
    """German pension insurance number: weights 2 1 2 5 7 1 2 1 2 1 2 1, digit sums, mod 10.

    Source: Versicherungsnummern-, Kontoführungs- und Versicherungsverlaufsverordnung (VKVV), § 2.
    """
    d = _digits(text[:8] + text[9:], 11)
    if d is None or text[8] not in _LETTERS:
        return False
    ordinal = _LETTERS.index(text[8]) + 1
    full = [*d[:8], ordinal // 10, ordinal % 10, *d[8:10]]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    return sum(map(_cross, _products(full, weights))) % 10 == d[10]


def lanr(text: str) -> bool:
    """German physician number: weights 4 and 9 over six digits, complement to 10 in the seventh.

    Source: KBV-Richtlinie nach § 75 Absatz 7 SGB V zur Vergabe der Arzt- und
    Betriebsstättennummern.
    """
    d = _digits(text, 9)
    return d is not None and -sum(_products(d[:6], (4, 9) * 3)) % 10 == d[6]


def institution(text: str) -> bool:
    """German Institutionskennzeichen: weights 2 and 1 over digits 3 to 8, digit sums, mod 10.

    Source: Arbeitsgemeinschaft Institutionskennzeichen, *Gemeinsames Rundschreiben IK*, 1.2.5.
    """
    d = _digits(text, 9)
    return d is not None and sum(map(_cross, _products(d[2:8], (2, 1) * 3))) % 10 == d[8]


def market_location(text: str) -> bool:
    """German MaLo-ID: odd places plus twice the even places, complement to 10.

    Source: BDEW, *Identifikatoren in der Marktkommunikation* (procedure of wagon numbers).
    """
    d = _digits(text, 11)
    return d is not None and -sum(_products(d[:10], (1, 2) * 5)) % 10 == d[10]


def japanese_driver(text: str) -> bool:
    """Japanese driving licence: weights 5 4 3 2 7 6 5 4 3 2, (11 - sum mod 11) mod 10.

    Source: the rule as printed by Japanese motoring pages; the police publish none.
    """
    d = _digits(text, 12)
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    return d is not None and (11 - sum(_products(d[:10], weights)) % 11) % 10 == d[10]


def japanese_insurer(text: str) -> bool:
    """Japanese insurer number (6 or 8 digits): weights 2, 1 from the right, digit sums, 10 - s.

    Source: Ministry of Health, Labour and Welfare, 保険者番号等の設定について (昭和51年 保発45号).
    """
    d = _digits(text, len(text))
    if d is None or len(d) < 2:
        return False
    body = d[-2::-1]
    return -sum(_cross(v * (2 - i % 2)) for i, v in enumerate(body)) % 10 == d[-1]


def mpan(text: str) -> bool:
    """British electricity supply number: primes 3 to 43 without 11, modulo 11 modulo 10.

    Source: MRA Data Transfer Catalogue, data item J0003 (MPAN core).
    """
    d = _digits(text, 13)
    primes = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    return d is not None and sum(_products(d[:12], primes)) % 11 % 10 == d[12]


def mprn(text: str) -> bool:
    """British gas supply number: falling weights over all but two digits, modulo 11.

    Source: Xoserve, *Meter Point Reference Number check digits*.
    """
    d = _digits(text, len(text))
    if d is None or not 6 <= len(d) <= 10:
        return False
    body = d[:-2]
    weights = range(len(body), 0, -1)
    return sum(_products(body, weights)) % 11 == d[-2] * 10 + d[-1]


def taj(text: str) -> bool:
    """Hungarian social insurance number: weights 3 and 7, modulo 10.

    Source: 1996. évi XX. törvény, annex II.
    """
    d = _digits(text, 9)
    return d is not None and any(d) and sum(_products(d[:8], (3, 7) * 4)) % 10 == d[8]


def luxembourg(text: str) -> bool:
    """Luxembourg matricule: a date, Luhn in the 12th place and Verhoeff in the 13th.

    Both are over the first eleven digits (règlement grand-ducal du 28 novembre 2013, art. 1).
    """
    from stdnum import verhoeff

    if not (len(text) == 13 and text.isdigit() and is_day(text[:4], text[4:6], text[6:8])):
        return False
    return luhn(text[:12]) and bool(verhoeff.is_valid(text[:11] + text[12]))


def cyprus(text: str) -> bool:
    """Cypriot tax number of a person or company: the letter behind eight digits."""
    from stdnum.cy import vat

    return bool(vat.is_valid(text))


def ramq(text: str) -> bool:
    """Quebec health insurance: the date has to exist, months of women are 51 to 62.

    Source: Régie de l'assurance maladie du Québec, *Numéro d'assurance maladie*. The last digit
    is a check digit whose rule is not published.
    """
    if not re.fullmatch(r"[A-Z]{4}\d{8}", text):
        return False
    month = int(text[6:8])
    return is_day("20" + text[4:6], f"{month - 50 if month > 50 else month:02}", text[8:10])


def rcs(text: str) -> bool:
    """French trade register: the nine last digits are a SIREN."""
    digits = re.sub(r"\D", "", text)
    return len(digits) >= 9 and bare_luhn(digits[-9:])


def sim_card(text: str) -> bool:
    """SIM card number (ITU-T E.118): 89, country, issuer, account, Luhn digit."""
    return text.startswith("89") and 18 <= len(text) <= 20 and bare_luhn(text)


def coordinates(text: str) -> bool:
    """Whether two decimal numbers are a latitude and a longitude (ISO 6709)."""
    parts = re.findall(r"-?\d{1,3}\.\d+", text)
    return len(parts) == 2 and abs(float(parts[0])) <= 90 and abs(float(parts[1])) <= 180


def is_day(year: str, month: str, day: str) -> bool:
    """Whether there was, or will be, such a day."""
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
