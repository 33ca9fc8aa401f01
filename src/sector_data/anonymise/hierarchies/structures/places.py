"""Countries, regions of the European Union, and Japanese municipalities.

What lives here: their codes and names. What does not: postcodes
(:mod:`sector_data.anonymise.hierarchies.structures.postcodes`).

Sources: ISO 3166-1; United Nations Statistics Division, *Standard country or area codes for
statistical use (M49)*; Regulation (EC) No 1059/2003 (NUTS); JIS X 0401 and JIS X 0402. The table of
countries is made by ``scripts/make_countries.py``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache

from sector_data.anonymise.hierarchies.structures.structure import Structure, first, padded, table
from sector_data.spec.packaged import packaged

_NUTS = re.compile(r"([A-Z]{2})[0-9A-Z]{0,3}")
_NUTS_COUNTRY = re.compile(
    "A[LT]|B[AEG]|C[HYZ]|D[EK]|E[ELS]|F[IR]|H[RU]|I[EST]|L[ITUV]|M[EKT]|N[LO]|P[LT]|R[OS]|S[EIK]"
    "|TR|U[AK]|XK"
)
"""Members of the European Union, the EFTA, candidates, and the United Kingdom of earlier years."""
_MUNICIPALITY_CODE = re.compile(r"([0-9]{2})(?:[0-9]{3,4})?")
_ROMAN = re.compile(r"([A-Z]+)(?:[- ](?:TO|DO|FU|KEN|PREFECTURE))?")


def country() -> Structure:
    """Return subregion and region of M49."""
    codes, regions = _countries()
    return Structure(
        codes.get,
        {"subregion": lambda code: regions[code][0], "region": lambda code: regions[code][1]},
        padded(3),
    )


@cache
def _countries() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """Return the code of each spelling, and subregion and region of each code."""
    text = (packaged("schemas") / "hierarchies" / "countries.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    codes: dict[str, str] = {}
    regions: dict[str, tuple[str, str]] = {}
    for row in csv.DictReader(lines):
        code = row["alpha-2"]
        regions[code] = (row["subregion"], row["region"])
        for name in (code, row["alpha-3"], row["number"], *row["names"].split("|")):
            codes.setdefault(unicodedata.normalize("NFKC", name).upper(), code)
    return codes, regions


def nuts() -> Structure:
    """Return NUTS 2, NUTS 1 and the country; codes of a higher level stand for themselves."""

    def read(text: str) -> str | None:
        match = _NUTS.fullmatch(text)
        return text if match and _NUTS_COUNTRY.fullmatch(match[1]) else None

    return Structure(read, {"nuts-2": first(4), "nuts-1": first(3), "country": first(2)})


def municipality(language: str) -> Structure:
    """Return prefecture and region of Japan, named in Japanese or English."""
    place = 1 if language == "en" else 0
    known: list[tuple[str, str]] = []
    names: dict[str, int] = {}
    stems: dict[str, int] = {}
    for entry in table("jp-municipality"):
        for japanese, english in entry["prefectures"]:
            names[japanese] = stems[english.upper()] = len(known)
            stems[japanese if japanese == "北海道" else japanese[:-1]] = len(known)
            known.append(((japanese, english)[place], entry["region"][place]))

    def number(text: str) -> int | None:
        if (match := _MUNICIPALITY_CODE.fullmatch(text)) and 0 < int(match[1]) <= len(known):
            return int(match[1]) - 1
        # 神奈川県, 和歌山県 and 鹿児島県 have four characters, the others three.
        for length in (3, 4):
            if text[:length] in names:
                return names[text[:length]]
        romanised = _ROMAN.fullmatch(text)
        return stems.get(romanised[1] if romanised else text)

    def read(text: str) -> str | None:
        found = number(text)
        return None if found is None else str(found)

    return Structure(
        read,
        {
            "prefecture": lambda code: known[int(code)][0],
            "region": lambda code: known[int(code)][1],
        },
        _municipality_number,
    )


def _municipality_number(number: int) -> str:
    """Return the code of two, five or six digits of which a zero in front may be lost."""
    if not 0 < number < 1_000_000:
        return ""
    digits = str(number)
    return digits.rjust({1: 2, 4: 5}.get(len(digits), len(digits)), "0")
