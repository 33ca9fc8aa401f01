"""Street addresses, post boxes and the postal codes beside places.

What lives here: where somebody lives or works, down to the street. What does not: names of cities
and countries, which the language model finds.

Words for streets are taken from all languages at once: where somebody lives does not depend on the
language of the note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sector_data.detect.recognizers.vocabulary import Finder, Words, any_of, words_of_text
from sector_data.detect.shapes import value_sets
from sector_data.spec.findings import Span
from sector_data.spec.words import LANGUAGES

SURE, LIKELY = 0.9, 0.7
PLACE_CODE = 0.6
"""Score of a postal code right behind the name of a place."""
_UP = "A-ZÀ-ÖØ-ÞĀ-Ž"
_SMALL = "de|du|des|la|le|les|of|the|van|von|der|del|di|da"
_CAP = rf"(?:[{_UP}][\w.'’-]{{0,30}}|\d{{1,3}}(?:st|nd|rd|th)|{_SMALL})"
_DIRECTION = r"(?:[NSEW]{1,2}\.?|North|South|East|West|Northeast|Northwest|Southeast|Southwest)"
_NUMBER = r"(?<![\w.$€£#/:-])\d{1,6}[A-Za-z]?(?:-\d{1,5})?(?:\s\d/\d)?"
_MILITARY = r"(?:APO|FPO|DPO)\s?,?\s?A[AEP]\s\d{5}(?:-\d{4})?"
_BOX = re.compile(
    r"\b(?:P\.?\s?O\.?\s?Box|Post\s?Office Box|POB|Postfach|B\.P\.|Casella Postale)"
    r"\s?#?\s?\d{1,6}\b"
    rf"|\b(?:PSC|CMR|Unit)\s\d{{3,5}},?\s?Box\s\d{{1,5}}(?:\s{{0,3}}{_MILITARY})?"
    rf"|\b(?:USS|USCGC|USNS|USNV|USCG)\s[A-Z]\w+\s{{1,3}}{_MILITARY}|\b{_MILITARY}",
    re.IGNORECASE,
)
_HIGHWAY = re.compile(
    r"\b\d{1,6}\s+(?:State|County|US|U\.S\.|Old|Rural)?\s?(?:Route|Highway|Hwy|Road|Rd|RR)"
    r"\s#?\d{1,4}\b"
)
_FLAT = re.compile(
    r"\b(?:Apt|APT|Apartment|Suite|SUITE|Ste)\.?\s?#?\s?(?:\d{1,5}[A-Za-z]?|[A-Z]\d{0,4})\b"
)
_BRITISH = re.compile(
    r"\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
    r" \d[ABD-HJLNP-UW-Z]{2})\b"
    r"|\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d\b"
)
"""Postal codes of the United Kingdom and of Canada, written with their blank."""
_ZIP = r"\d{5}(?:-\d{4})?"
_ZIP_LABELLED = re.compile(
    rf"\b(?:zip(?:\s?code)?|postal code|postcode)\b\W{{0,3}}(?:is\s|:)?\s?(?P<x>{_ZIP})\b", re.I
)

_BEFORE_STREET = re.compile(r"(?<![\w.$€£#/:-])\d{1,6}[A-Za-z]?,?\s{1,3}$")
"""A house number, right before something that was taken for a street or a place."""
_AFTER_STREET = re.compile(
    rf"(?:[\s,]{{1,4}}(?:[{_UP}][\w.'’-]{{0,30}}|\([^)\n]{{1,20}}\)"
    r"|(?i:apt|suite|ste|unit)\.?\s?#?\w{1,6})){1,6}[\s,]{1,4}\d{4,6}(?:-\d{4})?\b"
)
"""City, state or country behind a street, up to the postal code."""
_BESIDE_PLACE = re.compile(
    r"[\s,]{1,3}(?P<x>\d{4,6}(?:-\d{4})?)"
    r"(?![\w%,.]*\d|\s?(?:mg|people|patients|years))\b"
)
"""A postal code of any country, right behind the name of a place."""


_WORDLIKE = frozenset(
    {"ID", "IN", "OR", "ME", "OK", "HI", "OH", "LA", "PA", "MA", "ON", "AS", "MD"}
)
_AFTER_COMMA = re.compile(
    rf",[ \t]{{0,2}}[{_UP}][\w'’-]{{1,30}}(?:[ \t][{_UP}][\w'’-]{{1,30}}){{0,2}}"
    rf"(?:,[ \t]{{0,2}}[A-Z]{{2}}\b)?(?=[.,;:)]|\s|$)"
)
"""The city, and perhaps the state, behind a street."""


def _zip_after_state() -> re.Pattern[str]:
    words, codes = value_sets()["STATE"]
    names = any_of({w.title() for w in words})
    # Codes that are also words ("ID 31377", "in OR 12345") want the comma of "Boise, ID 83702".
    plain = any_of({c.upper() for c in codes} - _WORDLIKE)
    wordlike = any_of(_WORDLIKE)
    state = rf"(?:{names}|(?<=[^\W\d_]\s){plain}|(?<=[^\W\d_],\s)(?:{plain}|{wordlike}))"
    return re.compile(rf"\b{state}\.?,?\s+(?P<x>{_ZIP})(?![\w-])")


@cache
def _continental() -> re.Pattern[str]:
    """Match "12 rue de la Paix", "Via Roma 3", "Hauptstraße 5a"."""
    lists = [words_of_text(language) for language in LANGUAGES]
    before = any_of({v for ws in lists for w in ws["streets_before"] for v in (w, w.capitalize())})
    endings = any_of({w for ws in lists for w in ws["street_endings"]})
    link = r"(?:d[eiu]\s|de la\s|des\s|della\s|del\s|dell[’']|d[’']|la\s|le\s|les\s)?"
    names = rf"(?:[{_UP}][\w.'’-]{{0,30}}[\s,]+){{0,4}}(?:[{_UP}][\w.'’-]{{0,30}})?"
    return re.compile(
        rf"(?:\b\d{{1,5}}\s?(?:bis|ter|,)?\s?)?(?<!\w){before}\s+{link}{names}[\s,]*"
        r"(?:n\.?\s?)?\d{1,5}\s?[a-zA-Z]?\b"
        rf"|\b\d{{1,5}}\s?(?:bis|ter|,)?\s?{before}\s+{link}[{_UP}][\w.'’-]+(?:\s[{_UP}][\w.'’-]+){{0,3}}"
        rf"|\b[{_UP}][\w.-]{{0,30}}{endings}\s\d{{1,5}}\s?[a-zA-Z]?\b"
        rf"|\b[{_UP}][\w.-]{{1,30}}\s(?:{endings.replace('?:', '?i:', 1)})\s\d{{1,5}}\b"
    )


def finder(words: Words) -> Finder:
    """Return the finder of addresses: ``STREET_ADDRESS`` and ``US_ZIP_CODE``/``POSTAL_CODE``."""
    streets = any_of({s for w in words["streets"] for s in (w.title(), w.upper())})
    unit = rf"(?:[\s,]{{1,4}}(?i:{words.pattern('units')}))?"
    label = rf"(?i:\b{words.any_of('address_labels')})\W{{1,3}}(?i:is\s|at\s|in\s)?"
    after = rf"(?:\s+{_DIRECTION}(?!\w))?(?:\s(?:{_CAP}\s)?{streets}\b)?"
    street = re.compile(
        rf"{_NUMBER},?\s+(?:{_DIRECTION}\s+)?(?:{_CAP}\s+){{1,5}}?{streets}\b\.?{after}{unit}"
    )
    any_case = re.compile(
        rf"{label}(?P<x>\d{{1,6}}\s+(?:[\w.'’-]{{1,30}}\s+){{1,5}}?(?i:{words.any_of('streets')})\b\.?{unit})"
    )
    announced = re.compile(
        rf"{label}(?P<x>\d{{1,6}}[A-Za-z]?,?(?:\s+(?:{_CAP}|\d{{1,5}})){{1,5}})(?![\w%])"
    )
    zip_code = _zip_after_state()
    continental = _continental()

    def find(text: str) -> Iterator[Span]:
        for pattern in (street, _FLAT, _HIGHWAY, _BOX, continental):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "STREET_ADDRESS", SURE)
        for pattern in (any_case, announced):
            for match in pattern.finditer(text):
                yield Span(match.start("x"), match.end("x"), "STREET_ADDRESS", LIKELY)
        for pattern in (zip_code, _ZIP_LABELLED):
            for match in pattern.finditer(text):
                yield Span(match.start("x"), match.end("x"), "US_ZIP_CODE", SURE)
        for match in _BRITISH.finditer(text):
            yield Span(match.start(), match.end(), "POSTAL_CODE", LIKELY)

    return Finder("Addresses", ("STREET_ADDRESS", "US_ZIP_CODE", "POSTAL_CODE"), find)


def beside(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Find what belongs to an address: house number, city and postal code around it."""
    for span in spans:
        if span.entity == "STREET_ADDRESS":
            before = _BEFORE_STREET.search(text, max(0, span.start - 10), span.start)
            after = _AFTER_STREET.match(text, span.end)
            start = before.start() if before else span.start
            end = after.end() if after else span.end
            city = None if after else _AFTER_COMMA.match(text, span.end)
            end = city.end() if city else end
            if (start, end) != (span.start, span.end):
                yield Span(start, end, "STREET_ADDRESS", span.score)
        if span.entity == "LOCATION":
            match = _BESIDE_PLACE.match(text, span.end)
            if match and not re.fullmatch(r"(?:19|20)\d{2}", match["x"]):
                yield Span(match.start("x"), match.end("x"), "POSTAL_CODE", PLACE_CODE)
