"""Postal codes and the cities beside them.

What lives here: codes of the countries of our languages with their place, before or behind. What
does not: streets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sector_data.detect.gazetteers.places import ambiguous_place_names, place_names
from sector_data.detect.recognizers.addresses.forms import PLACE_LIKE, PLACE_WORD
from sector_data.detect.recognizers.openers import Openers
from sector_data.detect.recognizers.vocabulary import any_of
from sector_data.detect.shapes import value_sets
from sector_data.spec.words import Language

BRITISH = (
    r"(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKS-UW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
    r" \d[ABD-HJLNP-UW-Z]{2})"
)
CANADIAN = r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]\d[ABCEGHJ-NPRSTV-Z]\d"
_LETTERED = re.compile(
    rf"\b(?:{BRITISH}|{CANADIAN})\b"
    r"|\b[A-Z]\d{2} ?[A-Z\d]{4}\b(?<=[A-Z]\d\d [A-Z]\w{3})(?=\s?(?:Ireland|IRELAND))"
)
"""Postal codes of the United Kingdom and of Canada, written with their blank."""
ZIP = r"\d{5}(?:-\d{4})?"
_LABELLED = re.compile(
    rf"\b(?P<us>zip(?:[\s-]?code)?)\b\W{{0,3}}(?:is\s|:)?\s?"
    rf"(?P<x>{ZIP}|\d{{3,4}}(?:-\d{{3}})?|\d{{6}})(?![\w-])"
    r"|\b(?:postal code|postcode|code postal|c\.p\.|cp|plz|postleitzahl|npa|cap|c\.a\.p\.)"
    r"\s?(?:is|est|ist|è)?\s?[:：.=]?\s?(?P<y>(?:(?:[A-Z]{1,2}-)?\d{4,5}|\d{2} \d{3}"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w-]))"
    r"|\bdans\sle\s(?P<w>\d{5})(?![\w-])|(?:郵便番号)\s?[:：]?\s?(?P<z>[\d０-９]{3}[-－‐−ー][\d０-９]{4})",
    re.IGNORECASE,
)
_LINK = (
    r"(?:(?:sur|sous|en|la|le|les|de|du|des|aux?|am|an|der|im|in|bei|di|del|della|nel|su|lès|lez"
    r"|SUR|SOUS|EN|LA|LE|LES|DE|DU|DES|AUX?|l['’]|d['’]|L['’]|D['’])[ \t-]?)"
)
_CITY = (
    rf"(?:St\.?[ \t-]|Ste[ \t-]|L['’])?{PLACE_WORD}"
    rf"(?:[ \t/-]{{1,2}}{_LINK}{{0,2}}{PLACE_WORD}){{0,4}}"
)
CODE_CITY = re.compile(
    r"(?<![\w./,+-])(?P<country>(?:D|DE|A|AT|CH|FL|L|I|IT|F|FR|B|BE|NL|DK|S|N|E)[ \t]?[-–][ \t]?)?"
    r"(?P<code>\d{5}|\d{4}(?:-\d{3}|[ \t][A-Z]{2}(?=[ \t]))?|\d{2}[ \t]\d{3})"
    rf"(?P<gap>[ \t]{{1,3}}|,[ \t]?|[ \t]-[ \t]|[ \t]{{1,4}}\n[ \t]{{0,4}})(?P<city>{_CITY})"
)
_CITY_MORE = re.compile(rf"(?:[ \t]|-){_LINK}{{1,2}}{PLACE_WORD}")
_CITY_TAIL = re.compile(
    r"[ \t]?\([A-Z]{2}\)|[ \t]-?[ \t]?[A-Z]{2}(?![\w'’-])|[ \t](?i:cedex)(?:[ \t]\d{1,2}\b)?"
    r"|[ \t](?:0?[1-9]|1\d|2[0-4])(?:er|e|ème)?(?=[ \t]*(?:[,;)\n]|$))"
)
"""A district, a province of Italy, or a French office for large receivers."""
_FIVE = re.compile(r"\d{5}")
_FOUR = re.compile(r"\d{4}|\d{2}[ \t]\d{3}")
_LABELS = Openers(
    (
        *("zip", "zipcode", "postal", "postcode", "code", "cp", "c", "plz", "postleitzahl"),
        *("npa", "cap", "dans"),
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDLIKE = frozenset(
    {"ID", "IN", "OR", "ME", "OK", "HI", "OH", "LA", "PA", "MA", "ON", "AS", "MD"}
)


class Code(NamedTuple):
    """A postal code, and where its place stands if it has one."""

    code: tuple[int, int]
    city: tuple[int, int] | None
    entity: str
    score: float
    reason: str


def zip_after_state() -> re.Pattern[str]:
    """Match an American postal code behind the name or the abbreviation of a state."""
    words, codes = value_sets()["STATE"]
    names = any_of({w.title() for w in words})
    # Codes that are also words ("ID 31377", "in OR 12345") want the comma of "Boise, ID 83702".
    plain = any_of({c.upper() for c in codes} - _WORDLIKE)
    wordlike = any_of(_WORDLIKE)
    state = rf"(?:{names}|(?<=[^\W\d_]\s){plain}|(?<=[^\W\d_],\s)(?:{plain}|{wordlike}))"
    return re.compile(rf"\b{state}\.?,?\s+(?P<x>{ZIP})(?![\w-])")


class Places:
    """Which words behind a postal code are a place's name.

    Parameters
    ----------
    language
        Of the text; names of places in English are known as well.
    """

    def __init__(self, language: Language) -> None:
        latin: Language = language if language != "ja" else "en"
        names = place_names(latin) | ambiguous_place_names(latin) | place_names("en")
        self._names = frozenset(name.replace("-", " ") for name in names)
        self._safe = frozenset(name.replace("-", " ") for name in place_names(latin))

    def known(self, name: str) -> int:
        """Return how many characters of a name, from its start, are a known place; 0 if none."""
        folded = name.replace("-", " ").casefold()
        at = len(name) if len(folded) == len(name) else 0
        while at > 0:
            if folded[:at] in self._names:
                return at
            at = max(0, name.rfind(" ", 0, at))
        return 0

    def safe(self, name: str) -> bool:
        """Whether a name is a place and nothing else."""
        return name.replace("-", " ").casefold() in self._safe


def city_end(match: re.Match[str], places: Places) -> int:
    """Return where the place of a :data:`CODE_CITY` match ends: a known name, or two words."""
    city = match["city"]
    known = places.known(city)
    words = list(re.finditer(r"\S+", city))
    length = known or words[min(len(words), 3) - 1].end()
    end = match.start("city") + length
    more = _CITY_MORE.match(match.string, end)
    end = more.end() if known and more else end
    tail = _CITY_TAIL.match(match.string, end)
    return tail.end() if tail else end


def code_finder(language: Language) -> Callable[[str], Iterator[Code]]:
    """Return a finder of postal codes."""
    american = zip_after_state()
    places = Places(language)

    def find(text: str) -> Iterator[Code]:
        for match in american.finditer(text) if _FIVE.search(text) else ():
            yield Code(match.span("x"), None, "US_ZIP_CODE", 0.9, "behind a state")
        labelled = text in _LABELS or "郵便" in text
        for match in _LABELLED.finditer(text) if labelled else ():
            group = next(g for g in ("x", "y", "z", "w") if match[g])
            entity = "US_ZIP_CODE" if group == "x" else "POSTAL_CODE"
            yield Code(match.span(group), None, entity, 0.9, "behind a label for postal codes")
        for match in _LETTERED.finditer(text):
            yield Code(match.span(), None, "POSTAL_CODE", 0.7, "the form of a postal code")
        for match in CODE_CITY.finditer(text) if _FOUR.search(text) else ():
            score = _belief(text, match, places)
            if score:
                city = (match.start("city"), city_end(match, places))
                code = (match.start(), match.end("code"))
                yield Code(code, city, "POSTAL_CODE", score, "a postal code before a place")

    return find


def _belief(text: str, match: re.Match[str], places: Places) -> float:
    """Return the score of a code before a place; 0 where the number is rather another."""
    code, city = match["code"], match["city"]
    end = city_end(match, places)
    if match["country"] or (len(code) >= 5 and text[end - 1] in ")0123456789"):
        return 0.85
    if _YEAR.fullmatch(code) or "\n" in match["gap"]:
        return 0.0
    known = places.known(city)
    if known and (len(code) >= 5 or known == len(city) or city[known : known + 1] in ", "):
        return 0.75 if len(code) >= 5 or places.safe(city[:known]) else 0.55
    before = text[max(0, match.start() - 2) : match.start()]
    behind = text[match.end() : match.end() + 1]
    framed = (not before or before[-1] in "\n\t" or before in {", ", "; "}) and (
        not behind or behind in ".,;)\n\t\r"
    )
    return 0.5 if framed and len(code) >= 5 and PLACE_LIKE.search(city) else 0.0
