"""Street addresses, post boxes and the postal codes beside places.

What lives here: where somebody lives or works, down to the street. What does not: names of cities
and countries, which the language model finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sector_data.detect.recognizers.vocabulary import Finder, Words
from sector_data.detect.shapes import value_sets
from sector_data.spec.findings import Span

SURE, LIKELY = 0.9, 0.7
_CAP = r"(?:[A-ZÀ-ÖØ-Þ][\w.'’-]*|\d{1,3}(?:st|nd|rd|th)|de|du|des|la|le|les|of|the|van|von|der|del|di|da)"
_DIRECTION = r"(?:[NSEW]{1,2}\.?|North|South|East|West|Northeast|Northwest|Southeast|Southwest)"
_BOX = re.compile(
    r"\b(?:P\.?\s?O\.?\s?Box|Post\s?Office Box|POB|Postfach|B\.?P\.?|Casella Postale)\s?#?\s?\d{1,6}\b"
    r"|\b(?:PSC|CMR|Unit)\s\d{3,5},?\s?Box\s\d{1,5}(?:\s*\n?\s*(?:APO|FPO|DPO)\s?,?\s?A[AEP]\s\d{5}(?:-\d{4})?)?"
    r"|\b(?:APO|FPO|DPO),?\s?A[AEP]\s\d{5}(?:-\d{4})?|\b(?:USS|USCGC|USNS|USNV|USCG)\s[A-Z]\w+\s*\n?\s*FPO\sA[AEP]\s\d{5}",
    re.IGNORECASE,
)
_CONTINENTAL = re.compile(
    # Romance order: type, name, number; a number may also stand before the type.
    r"(?:\b\d{1,5}\s?(?:bis|ter|,)?\s?)?\b(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Cc]hemin|[Rr]oute|[Aa]llée|[Ii]mpasse|[Qq]uai|[Pp]lace|[Vv]ia|[Vv]iale|[Pp]iazza"
    r"|[Cc]orso|[Vv]icolo|[Ll]argo|[Cc]ontrada|[Ss]trada|[Cc]alle|[Rr]ua|[Aa]venida|[Uu]l\.|[Aa]l\.|[Oo]s\.)\s+(?:d[eiu]\s|de la\s|des\s|du\s|della\s|del\s|dell[’']|d[’']|la\s|le\s|les\s)?"
    r"(?:[A-ZÀ-ÖØ-ÞĄ-Ż][\w.'’-]*[\s,]+){0,4}(?:[A-ZÀ-ÖØ-ÞĄ-Ż][\w.'’-]*)?[\s,]*(?:n\.?\s?)?\d{1,5}\s?[a-zA-Z]?\b"
    # Germanic and Nordic: one word that ends in the type, then the number.
    r"|\b[A-ZÀ-ÖØ-Þ][\w.-]*(?:straße|strasse|str\.|weg|platz|gasse|allee|ufer|damm|ring|gatan|vägen|gata|veien|vegen|gaten|vej|gade|straat|laan|plein|gracht|kade|dreef|katu|tie|kuja|polku|utca|ulica|stræde|vangur|gränd|stigen|stien|bakken)"
    r"\s\d{1,5}\s?[a-zA-Z]?\b",
)
_BRITISH_CODE = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y]) \d[ABD-HJLNP-UW-Z]{2})\b"
    r"|\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d\b"
)
_ZIP = r"\d{5}(?:-\d{4})?"


def _state_pattern() -> str:
    words, codes = value_sets()["STATE"]
    names = "|".join(re.escape(w.title()).replace(r"\ ", r"\s") for w in sorted(words, key=lambda w: -len(w)))
    return rf"(?:{names}|{'|'.join(sorted(c.upper() for c in codes))})"


def finder(words: Words) -> Finder:
    """Return the finder of addresses: ``STREET_ADDRESS`` and ``US_ZIP_CODE``/``POSTAL_CODE``."""
    streets = "|".join(
        rf"{re.escape(w.title())}|{w.upper()}" for w in sorted(words["streets"], key=lambda w: (-len(w), w))
    )
    lower = words.any_of("streets")
    unit = rf"(?:[\s,]{{1,4}}(?i:{words.pattern('units')}))?"
    number = r"(?<![\w.$€£#/:-])\d{1,6}[A-Za-z]?(?:-\d{1,5})?(?:\s\d/\d)?"
    state = _state_pattern()
    us_street = re.compile(
        rf"{number},?\s+(?:{_DIRECTION}\s+)?(?:{_CAP}\s+){{1,5}}?(?:{streets or '(?!)'})\b\.?"
        rf"(?:\s+(?:[NSEW]{{1,2}}\b\.?|North|South|East|West))?(?:\s(?:{_CAP}\s)?(?:{streets or '(?!)'})\b)?{unit}"
    )
    any_case = re.compile(
        rf"{words.any_of('address_labels')}\W{{1,3}}(?:is\s|at\s|in\s)?(?P<x>\d{{1,6}}\s+(?:[\w.'’-]+\s+){{1,5}}?{lower}\b\.?{unit})",
        re.IGNORECASE,
    )
    highway = re.compile(
        r"\b\d{1,6}\s+(?:State|County|US|U\.S\.|Old|Rural)?\s?(?:Route|Highway|Hwy|Road|Rd|RR)\s#?\d{1,4}\b"
    )
    zip_code = re.compile(rf"\b{state}\.?,?\s+(?P<x>{_ZIP})(?![\w-])")
    labelled = re.compile(rf"\b(?:zip(?:\s?code)?|postal code|postcode)\b\W{{0,3}}(?:is\s|:)?\s?(?P<x>{_ZIP})\b", re.I)

    def find(text: str) -> Iterator[Span]:
        for pattern in (us_street, highway, _BOX, _CONTINENTAL):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "STREET_ADDRESS", SURE)
        for match in any_case.finditer(text):
            yield Span(match.start("x"), match.end("x"), "STREET_ADDRESS", LIKELY)
        for pattern in (zip_code, labelled):
            for match in pattern.finditer(text):
                yield Span(match.start("x"), match.end("x"), "US_ZIP_CODE", SURE)
        for match in _BRITISH_CODE.finditer(text):
            yield Span(match.start(), match.end(), "POSTAL_CODE", LIKELY)

    return Finder("Addresses", ("STREET_ADDRESS", "US_ZIP_CODE", "POSTAL_CODE"), find)


BESIDE_PLACE = re.compile(r"[\s,]{1,3}(?P<x>\d{4,6}(?:-\d{4})?)(?![\w%,.]*\d|\s?(?:mg|people|patients|years))\b")
"""A postal code of any country, right behind the name of a place."""
