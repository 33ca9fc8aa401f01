"""Economic activities (NACE, NAICS), occupations (ISCO, SOC) and kinds of merchants (MCC).

What lives here: their forms, sections and ranges. What does not: titles of codes.

Sources: Regulation (EC) No 1893/2006 and Delegated Regulation (EU) 2023/137 (NACE); US Office of
Management and Budget, *NAICS 2022* and *SOC 2018*; International Labour Organization, *ISCO-08*;
ISO 18245 (MCC).
"""

from __future__ import annotations

import re

from sector_data.anonymise.hierarchies.structures.structure import (
    Ranges,
    Structure,
    first,
    masked,
    padded,
    table,
)

_NACE = re.compile(r"([A-V])?([0-9]{2})(?:\.?([0-9])(?:\.?([0-9])(?:[.-]?[0-9A-Z]{1,3})*)?)?")
_ISCO = re.compile(r"[0-9]{1,4}")
_SOC = re.compile(r"([0-9]{2})-?([0-9]{4})(?:\.[0-9]{2})?")
_MINOR_OF_FOUR = {"151": "15-1200", "311": "31-1100", "515": "51-5100"}
"""Minor groups of SOC 2018 that are told by four digits, by the first three of all in them."""


def nace(revision: str) -> Structure:
    """Return class, group, division and section; longer national codes are cut to their class."""
    sections = Ranges.of(table("nace")[revision])
    letters = set(table("nace")[revision])

    def read(text: str) -> str | None:
        if text in letters:
            return text
        match = _NACE.fullmatch(text)
        if match is None or match[1] not in (None, sections.label(match[2])):
            return None
        return match[2] + (match[3] or "") + (match[4] or "")

    def cut(code: str, length: int) -> str:
        digits = code[:length]
        return f"{digits[:2]}.{digits[2:]}" if len(digits) > 2 else digits

    return Structure(
        read,
        {
            "class": lambda code: cut(code, 4),
            "group": lambda code: cut(code, 3),
            "division": lambda code: cut(code, 2),
            "section": lambda code: code if code in letters else sections.label(code[:2]),
        },
    )


def naics() -> Structure:
    """Return five, four and three digits, and the sector, which may have several numbers."""
    tables = table("naics")
    sectors = Ranges.of([*tables["sectors"], *tables["others"]])
    ranges = {label for _, _, label in sectors.ranges if "-" in label}

    def read(text: str) -> str | None:
        return text if text in ranges or re.fullmatch(r"[0-9]{2,6}", text) else None

    def sector(code: str) -> str | None:
        return code if code in ranges else sectors.label(code[:2])

    def shortened(code: str, length: int) -> str:
        return code if code in ranges else code[:length]

    return Structure(
        read,
        {
            "industry": lambda code: shortened(code, 5),
            "group": lambda code: shortened(code, 4),
            "subsector": lambda code: shortened(code, 3),
            "sector": sector,
        },
        str,
    )


def isco() -> Structure:
    """Return three, two digits and one."""

    def number(code: int) -> str:
        # 110, 210 and 310 are the armed forces' 0110, 0210 and 0310: no minor group ends in 0.
        return str(code).rjust(4, "0") if code in (110, 210, 310) else str(code)

    return Structure(
        lambda text: text if _ISCO.fullmatch(text) else None,
        {"minor": first(3), "sub-major": first(2), "major": first(1)},
        number,
    )


def soc() -> Structure:
    """Return broad, minor and major group of SOC 2018, as codes of six digits."""

    def read(text: str) -> str | None:
        match = _SOC.fullmatch(text)
        return match[1] + match[2] if match else None

    def minor(code: str) -> str:
        if code[2] == "0":
            return f"{code[:2]}-0000"
        return _MINOR_OF_FOUR.get(code[:3], f"{code[:2]}-{code[2]}000")

    def broad(code: str) -> str:
        if code[3:] == "000" or minor(code) == f"{code[:2]}-{code[2:]}":
            return minor(code)
        return f"{code[:2]}-{code[2:5]}0"

    return Structure(
        read,
        {"broad": broad, "minor": minor, "major": lambda code: f"{code[:2]}-0000"},
        str,
    )


def mcc() -> Structure:
    """Return the first two digits and the range of ISO 18245."""
    groups = Ranges.of(table("mcc"))
    return Structure(
        lambda text: text if re.fullmatch(r"[0-9]{4}", text) else None,
        {"2-digits": masked(2), "group": groups.label},
        padded(4),
    )
