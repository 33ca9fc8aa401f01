"""Surrogates of numbers, addresses on networks and telephone numbers, in the same form.

What lives here: figures for figures and letters for letters, and ranges that are nobody's. What
does not: names and places.

Where a standard keeps a range for examples, surrogates are taken from it: example.org (RFC 2606),
192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849),
00-00-5E-00-53-00 to FF (RFC 7042), telephone numbers 555-0100 to 0199 of North America (ATIS
guidelines for 555 lines). Social security numbers begin with 666, which the SSA never assigns; an
IBAN has the check digits 00 and a card number a wrong last digit, so that both are nobody's. Other
numbers are drawn at random: outside the source one may be somebody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sector_data.deidentify.plain_sight.drawing import Draws, Stream

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_HEX = "0123456789abcdef"
_ADDRESSES = ("192.0.2", "198.51.100", "203.0.113")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_NORTH_AMERICAN = re.compile(
    r"^\D*(?:\+?1\D*)?[2-9]\d{2}\D*[2-9]\d{2}\D*\d{4}(?:\D*x\D*\d+|\D*ext\D*\d+)?\D*$",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def alike(text: str, numbers: Stream) -> str:
    """Draw a text of the same form: figures, capitals, small letters and kana for their like.

    A first figure that is 0 stays 0, and one that is not does not become it.
    """
    drawn: list[str] = []
    first = True
    hexadecimal = _UUID.fullmatch(text) is not None
    for sign in text:
        if hexadecimal and sign != "-":
            digit = _HEX[numbers.below(16)]
            drawn.append(digit.upper() if sign.isupper() else digit)
        elif sign.isdecimal():
            zero = ord(sign) - int(sign)
            if first:
                value = 0 if sign == chr(zero) else 1 + numbers.below(9)
            else:
                value = numbers.below(10)
            drawn.append(chr(zero + value))
            first = False
        elif sign.isascii() and sign.isalpha():
            letter = _LOWER[numbers.below(26)]
            drawn.append(letter.upper() if sign.isupper() else letter)
        elif "ァ" <= sign <= "ヺ" or "ぁ" <= sign <= "ゖ":
            base = "ア" if sign >= "ァ" else "あ"
            drawn.append(chr(ord(base) + 2 * numbers.below(5)))
        else:
            drawn.append(sign)
    return "".join(drawn)


def number(draws: Draws, entity: str, passage: str, subject: str) -> str:
    """Return another number or code of the same form."""
    finish = _FINISH.get(entity)

    def make(numbers: Stream, _: int) -> str:
        drawn = alike(passage, numbers)
        return finish(drawn, passage) if finish else drawn

    return draws.free(subject, entity, passage, make)


def _never_assigned(drawn: str, _: str) -> str:
    figures = iter("666")
    return re.sub(r"\d", lambda m: next(figures, m[0]), drawn)


def _no_iban(drawn: str, passage: str) -> str:
    country = re.match(r"\s*[A-Za-z]{2}", passage)
    if country is None:
        return drawn
    at = country.end()
    return passage[:at] + re.sub(r"^(\s?)\d\d", r"\g<1>00", drawn[at:])


def _no_card(drawn: str, _: str) -> str:
    from stdnum import luhn

    figures = re.sub(r"\D", "", drawn)
    if len(figures) < 2 or not luhn.is_valid(figures):
        return drawn
    place = max(i for i, sign in enumerate(drawn) if sign.isdecimal())
    return drawn[:place] + str((int(drawn[place]) + 1) % 10) + drawn[place + 1 :]


_FINISH: dict[str, Callable[[str, str], str]] = {
    "US_SSN": _never_assigned,
    "IBAN_CODE": _no_iban,
    "CREDIT_CARD": _no_card,
}


def telephone(draws: Draws, passage: str, subject: str) -> str:
    """Return another telephone number, written alike; a country's prefix stays."""
    if _NORTH_AMERICAN.match(passage):
        return draws.free(subject, "PHONE_NUMBER", passage, lambda n, _: _of_film(passage, n))
    prefix = re.match(r"\s*(?:\+|00)\d{1,2}", passage)
    kept = prefix.end() if prefix else 0

    def make(numbers: Stream, _: int) -> str:
        return passage[:kept] + alike(passage[kept:], numbers)

    return draws.free(subject, "PHONE_NUMBER", passage, make)


def _of_film(passage: str, numbers: Stream) -> str:
    """Put a number of the 555-01xx lines into the form of another."""
    places = [i for i, sign in enumerate(passage) if sign.isdecimal()]
    start = re.match(r"\D*\+?1(?=\D*(?:\d\D*){10})", passage)
    ten = [i for i in places if not start or i >= start.end()][:10]
    area = f"{2 + numbers.below(8)}{numbers.below(10)}{numbers.below(10)}"
    figures = f"{area}55501{numbers.below(100):02d}"
    signs = list(passage)
    for place, figure in zip(ten, figures, strict=True):
        signs[place] = figure
    for place in places[places.index(ten[-1]) + 1 :]:
        signs[place] = str(numbers.below(10))
    return "".join(signs)


def network(draws: Draws, entity: str, passage: str, subject: str) -> str:
    """Return another address of a network or of hardware, from the ranges for examples."""

    def make(numbers: Stream, _: int) -> str:
        if entity == "MAC_ADDRESS":
            sign = next((s for s in passage if s in ":-."), "")
            octets = f"00005e0053{numbers.below(256):02x}"
            width = 4 if sign == "." else 2
            drawn = sign.join(octets[i : i + width] for i in range(0, 12, width))
            return drawn.upper() if passage.isupper() else drawn
        if _IPV4.search(passage):
            net = _ADDRESSES[numbers.below(3)]
            return _IPV4.sub(f"{net}.{1 + numbers.below(254)}", passage, count=1)
        groups = ":".join(f"{numbers.below(65536):x}" for _ in range(6))
        return f"2001:db8:{groups}"

    return draws.free(subject, entity, passage, make)
