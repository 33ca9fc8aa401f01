"""Streets as they are written in English: number, name, word for the street.

What lives here: streets of the United States, Canada, Britain and Ireland, flats, highways and post
boxes. What does not: what stands behind them (:mod:`.joining`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.recognizers.addresses.forms import CAPITAL, LIKELY, SURE, Street
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import Words, any_of

_SMALL = "de|du|des|la|le|les|of|the|van|von|der|del|di|da"
_CAP = rf"(?:{CAPITAL}[\w.'’-]{{0,30}}|\d{{1,3}}(?:st|nd|rd|th|ST|ND|RD|TH)|{_SMALL})"
_DIRECTION = r"(?:[NSEW]{1,2}\.?|North|South|East|West|Northeast|Northwest|Southeast|Southwest)"
_NUMBER = (
    r"(?<![\w.$€£#/:-])(?:\d{1,6}[A-Za-z]?(?:\s?[-–]\s?\d{1,5}[A-Za-z]?)?(?:\s\d/\d)?"
    r"(?:[ \t]\d{1,5})?)"
)
"""A house number, a range, a half; two of them, on one line, where a flat stands first."""
_MILITARY = r"(?:APO|FPO|DPO)\s?,?\s?A[AEP]\s\d{5}(?:-\d{4})?"
_BOX = re.compile(
    r"\b(?:P\.?\s?O\.?\s?Box|Post\s?Office Box|POB|GPO Box|Private Bag|Postfach|Postbus|Postboks"
    r"|Casella Postale|C\.P\.|Case postale|Postbox)"
    r"\s?#?(?:n[°.]?)?\s?\d{1,6}(?:\s\d{2,3})?\b"
    r"|\b(?:BP|B\.P\.|CS|TSA)\s?\d{2,6}(?![\w/.,]\d)(?=[\s,-]{1,3}\d{4,5}\b)|\bB\.P\.\s?\d{1,6}\b"
    rf"|\b(?:PSC|CMR|Unit)\s\d{{3,5}},?\s?Box\s\d{{1,5}}(?:\s{{0,3}}{_MILITARY})?"
    rf"|\b(?:USS|USCGC|USNS|USNV|USCG)\s[A-Z]\w+\s{{1,3}}{_MILITARY}|\b{_MILITARY}"
    r"|\bR\.?R\.?\s?#\s?\d{1,3}\b",
    re.IGNORECASE,
)
_BOXED = Openers(
    (
        *("P", "PO", "POBox", "Post", "PostOffice", "POB", "GPO", "Private", "Postfach", "Postbus"),
        *("Postboks", "Casella", "C", "Case", "Postbox", "BP", "B", "CS", "TSA", "PSC", "CMR"),
        *("Unit", "USS", "USCGC", "USNS", "USNV", "USCG", "R", "RR"),
        *(f"{post}{where}" for post in ("APO", "FPO", "DPO") for where in ("", "AA", "AE", "AP")),
    )
)
_FRAMED = Openers(("Apt", "Apartment", "Suite", "Ste", "Unit", "Flat"))
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th|ST|ND|RD|TH)\s")
_CORNER = Openers(("corner",))
_ROADS = Openers(("Route", "Highway", "Hwy", "Road", "Rd", "RR", "Avenue", "Avenida", "Broadway"))
_HIGHWAY = re.compile(
    r"\b\d{1,6}\s+(?:(?:State|County|US|U\.S\.|Old|Rural)\s?)?(?:Route|Highway|Hwy|Road|Rd|RR)"
    r"\s#?\d{1,4}\b"
)
_FLAT = re.compile(
    r"\b(?:Apt|APT|Apartment|Suite|SUITE|Ste|Flat|FLAT)\.?\s?#?\s?(?:\d{1,5}[A-Za-z]?|[A-Z]\d{0,4})\b"
)
_FLAT_BEFORE = re.compile(
    r"(?:Flat|FLAT|flat|Unit|UNIT|unit|Apt\.?|Apartment|Room|Suite|Floor|Level)\s"
    r"(?:\d{1,4}[A-Za-z]?|[A-Z])(?:,\s?[A-Z][\w'’]{1,20}(?:\s[A-Z][\w'’]{1,20}){0,2})?,?\s{1,2}$"
)
"""A flat, and perhaps the house's name, before the number: "Flat 2, Rose Court, 14 High Street"."""


def street_finder(words: Words) -> Callable[[str], Iterator[Street]]:
    """Return a finder of streets; without words of a language it still finds boxes and flats."""
    streets = any_of({s for w in words["streets"] for s in (w.title(), w.upper())})
    plain = words.any_of("plain_streets")
    in_small = Openers(words["plain_streets"])
    in_print = Openers(words["streets"])
    no_names = frozenset(words["no_street_names"])
    after = rf"(?:\s+{_DIRECTION}(?!\w))?(?:\s(?:{_CAP}\s)?{streets}\b)?"
    street = re.compile(
        rf"{_NUMBER},?\s+(?:{_DIRECTION}\s+)?(?:{_CAP}[ \t]+){{1,5}}?{streets}\b\.?{after}"
    )
    named = re.compile(
        rf"{_NUMBER},?\s+(?:Avenue|Route|Avenida|Broadway|BROADWAY)\b(?:\s(?:[A-Z]|\d{{1,3}})\b)?"
    )
    small = re.compile(
        rf"{_NUMBER}\s(?:[nsew]\s)?(?P<name>(?:[a-z'’-]{{2,20}}\s){{1,3}}?){plain}\b", re.IGNORECASE
    )
    numbered = re.compile(
        rf"{_NUMBER}\s(?:[nsew]\.?\s)?\d{{1,3}}(?:st|nd|rd|th)\s(?:st|street|ave|avenue|rd|blvd|pl|dr)\b"
        r"(?:\s(?:apt|apartment|unit|suite|#)\s?#?\w{1,4})?",
        re.IGNORECASE,
    )
    framed = re.compile(
        r"(?:(?<![\w.,/-])\d{1,6}[ \t])?(?<![\w-])"
        rf"(?:{CAPITAL}[\w.'’-]{{0,30}}[ \t]){{1,4}}\d{{1,5}}\.?"
        r"(?=[\s,]{1,4}(?:Apt|Apartment|Suite|Ste|Unit|Flat)\b\.?[ \t]#?\d)"
    )
    corner = re.compile(
        rf"\b(?i:the\s)?(?i:corner of)\s(?P<x>(?:\d{{1,6}}\s)?(?:{_CAP}\s){{1,4}}?"
        rf"(?:and|&)\s{_CAP}(?:\s{_CAP}){{0,3}})"
    )
    patterns = (street, _HIGHWAY, named) if words["streets"] else ()

    def find(text: str) -> Iterator[Street]:
        for match in _BOX.finditer(text) if text in _BOXED else ():
            yield Street(*match.span(), SURE, "a post box")
        for match in _FLAT.finditer(text) if text in _FRAMED else ():
            yield Street(*match.span(), SURE, "a flat")
        for pattern in patterns if text in in_print or text in _ROADS else ():
            for match in pattern.finditer(text):
                flat = _FLAT_BEFORE.search(text, max(0, match.start() - 70), match.start())
                start = flat.start() if flat else match.start()
                yield Street(start, match.end(), SURE, "a house number and a word for a street")
        if not words["streets"]:
            return
        for match in small.finditer(text) if text in in_small else ():
            if not no_names & set(match["name"].lower().split()):
                yield Street(*match.span(), LIKELY, "a house number and a word for a street")
        for match in numbered.finditer(text) if _ORDINAL.search(text) else ():
            yield Street(*match.span(), SURE, "a house number and a numbered street")
        for match in framed.finditer(text) if text in _FRAMED else ():
            yield Street(*match.span(), SURE, "a house number before a flat")
        for match in corner.finditer(text) if text in _CORNER else ():
            yield Street(*match.span("x"), LIKELY, "a corner of streets")

    return find
