"""One passage of what belongs to one address.

What lives here: the finder of addresses, and what stands around a street: flat, city, state, postal
code, country, over one line or three. What does not: the forms of streets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sector_data.detect.recognizers.addresses import english, germanic, japanese, labelled, romance
from sector_data.detect.recognizers.addresses.forms import CAPITAL, PLACE_WORD, either
from sector_data.detect.recognizers.addresses.postal import (
    BRITISH,
    CANADIAN,
    CODE_CITY,
    ZIP,
    Places,
    city_end,
    code_finder,
)
from sector_data.detect.recognizers.vocabulary import Finder, Words, words_of_text
from sector_data.spec.evidence.findings import Span
from sector_data.spec.words import LANGUAGES

PLACE_CODE = 0.6
"""Score of a postal code right behind the name of a place."""
_SEPARATOR = re.compile(
    r"[ \t]{0,3}(?:[,;·|–-]|\.(?=[ \t]*\n))?[ \t>]{0,3}(?:\n[ \t>]{0,8}){0,2},?[ \t]{0,2}"
)
_LINKS = r"(?:(?:de|del|dels|do|da|dos|di|du|la|le|les|el|sur|am|an der|upon|on|of|the)[ \t]){0,2}"
_CITY_CODE = re.compile(
    rf"(?:{PLACE_WORD}[ \t,\n>]{{1,5}}{_LINKS}){{0,5}}?(?:[A-Z]{{2,3}}[ \t,\n]{{1,4}})?"
    rf"(?:\(?[A-Z]{{2}}\)?[ \t,]{{1,3}})?(?:{BRITISH}|{CANADIAN}|{ZIP}|\d{{4}})(?![\w,.-]?\d)"
)
"""Cities, states and countries up to the postal code behind them."""
_CITY_COMMA = re.compile(
    rf"{PLACE_WORD}(?:[ \t]{_LINKS}{PLACE_WORD}){{0,2}}"
    rf"(?:,[ \t]{{0,2}}[A-Z]{{2}}\b)?(?=[ \t]*(?:[.,;)?!\n]|$))"
)
"""The city, and perhaps the state, behind a street and a comma."""
_STATE = re.compile(r"(?<=,)[ \t]{0,2}[A-Z]{2,3}(?![\w-])")
_PROVINCE = re.compile(rf"\((?:[A-Z]{{2}}|{CAPITAL}[\w'’-]{{3,20}})\)")
_BEFORE_STREET = re.compile(r"(?<![\w.$€£#/:,-])\d{1,6}[A-Za-z]?,?[ \t]{1,3}$")
"""A house number, right before something that was taken for a street or a place."""
_COMPLEMENT = re.compile(
    r"(?:(?i:résidence|rés\.?|immeuble|imm\.?|bâtiment|b[âa]t\.?|appartement|appt?\.?|escalier|esc\.?"
    r"|hameau|lotissement|villa|palazzo|palazzina|condominio|haus|c/o)[ \t]"
    r"(?:[\w'’.-]{1,20}[ \t]?){1,4}[,\n–-][ \t]{0,3}){1,3}$"
)
"""The house's name or part before a number: "Résidence Les Lilas, Bât. C, 12 chemin …"."""
_BESIDE_PLACE = re.compile(
    r"[ \t,]{1,3}(?P<x>\d{4,6}(?:-\d{4})?)(?![\w%,.]*\d|\s?(?:mg|people|patients|years)\b)"
)
"""A postal code of any country, right behind the name of a place."""
_STEPS = 5
"""Parts that may stand behind a street."""


def finder(words: Words) -> Finder:
    """Return the finder of addresses.

    Parameters
    ----------
    words
        The word lists of the language; words for streets are taken from all languages.

    Returns
    -------
    Finder
        Of ``STREET_ADDRESS`` (with city and postal code where they stand beside it),
        ``US_ZIP_CODE``, ``POSTAL_CODE`` and ``LOCATION`` (a city beside a postal code).
    """
    language = words.language
    kinds = [
        english.street_finder(words),
        romance.street_finder(language),
        germanic.street_finder(words),
        labelled.label_finder(words),
    ]
    if language == "ja":
        kinds.append(japanese.find_streets)
    codes = code_finder(language)
    tail = _Tail(words)

    def find(text: str) -> Iterator[Span]:
        streets = sorted({street for kind in kinds for street in kind(text)})
        reached = 0
        for street in streets:
            end = tail.end(text, street.end)
            # What an earlier address has swallowed needs no second search.
            if street.start < reached and end <= reached:
                continue
            reached = max(reached, end)
            house = _COMPLEMENT.search(text, max(0, street.start - 90), street.start)
            start = house.start() if house else street.start
            yield Span(start, end, "STREET_ADDRESS", street.score, reason=street.reason)
        for code in codes(text):
            yield Span(*code.code, code.entity, code.score, reason=code.reason)
            if code.city:
                yield Span(*code.city, "LOCATION", code.score, reason="behind a postal code")
        if language == "ja":
            for start, end in japanese.find_places(text):
                yield Span(start, end, "LOCATION", 0.85, reason="a prefecture and a municipality")
            for start, end in japanese.find_codes(text):
                yield Span(start, end, "POSTAL_CODE", 0.9, reason="behind the sign for it")

    return Finder("Addresses", ("STREET_ADDRESS", "US_ZIP_CODE", "POSTAL_CODE", "LOCATION"), find)


class _Tail:
    """What stands behind a street: flat, code and city, city and code, country."""

    def __init__(self, words: Words) -> None:
        lists = [words_of_text(some) for some in LANGUAGES]
        units = "|".join(w.pattern("units") for w in lists)
        self._unit = re.compile(f"(?:{units})", re.IGNORECASE)
        self._places = Places(words.language)
        countries = {c for w in lists for c in w["countries"]}
        self._country = re.compile(
            rf"(?:{PLACE_WORD}[ \t,\n]{{1,4}}{_LINKS}){{0,3}}?(?i:{either(countries)})(?!\w)"
        )
        self._name = re.compile(
            rf"{CAPITAL}[\w'’.-]{{1,30}}(?:[ \t]{CAPITAL}[\w'’.-]{{1,30}}){{0,3}}"
        )

    def end(self, text: str, end: int) -> int:
        """Return where the address ends whose street ends at ``end``."""
        for _ in range(_STEPS):
            gap = _SEPARATOR.match(text, end)
            at = gap.end() if gap else end
            further = self._part(text, at, end)
            if further <= end:
                break
            end = further
        return end

    def _part(self, text: str, at: int, last: int) -> int:
        """Return the end of one more part that begins at ``at``; ``last`` if there is none."""
        if at >= len(text):
            return last
        if unit := self._unit.match(text, at):
            return unit.end()
        if province := _PROVINCE.match(text, at):
            return province.end()
        if coded := CODE_CITY.match(text, at):
            return city_end(coded, self._places)
        if at > last and (city := _CITY_CODE.match(text, at)):
            return city.end()
        if at > last and (country := self._country.match(text, at)):
            return country.end()
        if name := self._name.match(text, at):
            known = self._places.known(name[0])
            if known and (self._places.safe(name[0][:known]) or {*",\n"} & {*text[last:at]}):
                return name.start() + known
        city = _CITY_COMMA.match(text, at) if {*",\n"} & {*text[last:at]} else None
        state = _STATE.match(text, at)
        return city.end() if city else state.end() if state else last


def beside(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Find what belongs to an address beside what was found: house number, postal code.

    Parameters
    ----------
    text
        That was searched.
    spans
        What all finders and the model found, in any order.

    Yields
    ------
    Span
        More of an address: the number before a street, the code behind a place.
    """
    for span in spans:
        if span.entity == "STREET_ADDRESS":
            before = _BEFORE_STREET.search(text, max(0, span.start - 10), span.start)
            if before:
                yield span._replace(start=before.start(), reason="a number before a street")
        if span.entity == "LOCATION":
            match = _BESIDE_PLACE.match(text, span.end)
            if match and not re.fullmatch(r"(?:19|20)\d{2}", match["x"]):
                yield Span(
                    match.start("x"),
                    match.end("x"),
                    "POSTAL_CODE",
                    PLACE_CODE,
                    reason="behind the name of a place",
                )
