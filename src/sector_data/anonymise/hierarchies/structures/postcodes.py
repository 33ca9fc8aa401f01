"""Postcodes of Canada, the United Kingdom, France, Germany, Italy and Japan.

What lives here: their forms and what their parts stand for. What does not: US ZIP codes
(:class:`sector_data.anonymise.hierarchies.codes.UsZip`).

Sources: Canada Post, *Addressing guidelines*; Royal Mail, *Programmers' guide to the postcode
address file*; INSEE, *Code officiel géographique*; Deutsche Post, five-digit *Postleitzahlen*
(1993); Poste Italiane, *CAP*; Japan Post, 郵便番号. Only the structure of the codes is used, no
list of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sector_data.anonymise.hierarchies.structures.structure import (
    Structure,
    first,
    masked,
    padded,
    table,
)

_CANADIAN = re.compile(r"([ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z])(?:[ -]?[0-9][A-Z][0-9])?")
_BRITISH = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR)(?: *([0-9])[A-Z]{2}| +([0-9]))?")
_FRENCH = re.compile(r"(?:F-?)?([0-9]{5}|2[AB][0-9]{3})")
_GERMAN = re.compile(r"(?:D(?:E)?-?)?([0-9]{5})")
_ITALIAN = re.compile(r"(?:I(?:T)?-?)?([0-9]{5})")
_JAPANESE = re.compile(r"〒? *([0-9]{3})[-‐‑–—−ー]?([0-9]{4})")


def _group(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        match = pattern.fullmatch(text)
        return match[1] if match else None

    return read


def canadian() -> Structure:
    """Return forward sortation area, district and province."""
    provinces: dict[str, str] = table("ca-postcode")
    return Structure(
        _group(_CANADIAN),
        {"fsa": first(3), "district": first(1), "province": lambda code: provinces.get(code[0])},
    )


def british() -> Structure:
    """Return sector, district and area; a district alone stands for itself as a sector."""

    def read(text: str) -> str | None:
        match = _BRITISH.fullmatch(text)
        if match is None:
            return None
        sector = match[2] or match[3]
        return f"{match[1]} {sector}" if sector else match[1]

    def area(code: str) -> str:
        return re.split(r"[0-9 ]", code, maxsplit=1)[0]

    return Structure(
        read, {"sector": str, "district": lambda code: code.split(" ")[0], "area": area}
    )


def french() -> Structure:
    """Return département and région, from postal codes (20000 to 20699 are Corsica) and from codes
    of communes (2A004)."""
    regions = {
        department: region
        for region, departments in table("fr-postcode").items()
        for department in departments
    }

    def department(code: str) -> str | None:
        if code.startswith("20"):
            found = "2A" if code < "20200" else "2B"
        else:
            found = code[:3] if code.startswith(("97", "98")) else code[:2]
        return found if found in regions else None

    return Structure(
        _group(_FRENCH),
        {"departement": department, "region": lambda code: regions.get(department(code) or "")},
        padded(5),
    )


_DIGITS = {"3-digits": masked(3), "2-digits": masked(2), "1-digit": masked(1)}


def german() -> Structure:
    """Return the first three digits, two (Leitregion) and one (Leitzone)."""
    return Structure(_group(_GERMAN), _DIGITS, padded(5))


def italian() -> Structure:
    """Return the first three digits, two and one."""
    return Structure(_group(_ITALIAN), _DIGITS, padded(5))


def japanese() -> Structure:
    """Return the first three of seven digits, two and one."""

    def read(text: str) -> str | None:
        match = _JAPANESE.fullmatch(text)
        return match[1] + match[2] if match else None

    return Structure(read, _DIGITS, padded(7))
