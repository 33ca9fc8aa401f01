"""Institutions in German texts, where the word for them is often a part of the name.

What lives here: "Diakonissenkrankenhaus", "St.-Marien-Hospital", "Universitätsspital Zürich",
"Klinikum Klein Haasbeck", "Praxis Dr. Muster". What does not: the other languages
(:mod:`.organisations`).

Every noun has a capital in German, so a word behind "Klinik" is a name only if it is one of a
place, a saint or a house.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sector_data.detect.gazetteers.people import given_names
from sector_data.detect.gazetteers.places import ambiguous_place_names, place_names
from sector_data.detect.recognizers.addresses.forms import PLACE_LIKE, either
from sector_data.detect.recognizers.vocabulary import Words
from sector_data.spec.evidence.findings import Span

SCORE, WEAK = 0.7, 0.5
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = rf"{_CAPITAL}[\w-]{{1,40}}"
_BEHIND = re.compile(
    r"[ \t]{1,2}(?P<link>(?:in|am|an der|im|zu|bei|der Stadt|des Landkreises|der Universität"
    r"|der Medizinischen Universität|der Medizinischen Hochschule|rechts der|links der)[ \t])?"
    rf"(?P<name>(?:(?:St\.|Sankt|Bad|Klein|Groß|Gross|Maria)[ \t])?{_WORD}"
    rf"(?:[ \t](?:(?:am|an der|im|in|bei|ob der|a\.[ \t]?d\.)[ \t])?{_WORD}){{0,3}})"
)
_ORDER = re.compile(
    r"[ \t](?:der|zum|zur|zu den)[ \t](?:Barmherzigen[ \t](?:Brüder|Schwestern)|Diakonissen"
    r"|Diakonie|Heiligen[ \t]\w+|Elisabethinen"
    r"|Kreuzschwestern|Ursulinen|Franziskanerinnen|Guten[ \t]Hirten)"
)
_FOR = re.compile(
    r"(?:(?:Klinik|Abteilung|Institut|Zentrum|Poliklinik|Ambulanz|Lehrstuhl)"
    r"(?:[ \t]und[ \t]Poliklinik)?[ \t]für[ \t][^\n.,;:\d]{3,60}?"
    r"[ \t](?:des|der|am|im|vom|an der)[ \t])$"
)
_SAINT = re.compile(r"(?:St\.|Sankt|Hl\.|ST\.|SANKT)[ \t-]{1,2}(?:[\w]{2,20}[ \t-]){0,2}$")
_PRACTICE = re.compile(
    r"\b(?:[A-ZÄÖÜ]\w*)?[Pp]raxis[ \t](?:f(?:ür|\.)[ \t][A-ZÄÖÜ][\w-]+[ \t])?"
    r"(?:(?:Prof\.|Dres?\.|med\.|Dr\.|Herr|Frau)[ \t]{0,2}){1,4}"
    rf"{_WORD}(?:[ \t](?:&|und|/)[ \t](?:(?:Dr\.|med\.)[ \t]){{0,2}}{_WORD}|[ \t]{_WORD}){{0,2}}"
)
_HOUSE = re.compile(
    r"\b\w*(?:[Pp]flegeheim|[Aa]lte(?:n|rs)heim|[Ss]enioren(?:heim|zentrum)|[Ww]ohnheim)[ \t]"
    rf"(?:[\"„“]|[Hh]aus[ \t])(?P<x>{_WORD}(?:[ \t]{_WORD}){{0,2}})"
)
_QUOTED = re.compile(r"[ \t][\"„“»](?P<x>[^\"“”«\n]{2,40})[\"“”«]")

_PUBLIC = (
    "landes",
    "bezirks",
    "kreis",
    "stadt",
    "städt",
    "kantons",
    "regional",
    "uni",
    "lehr",
    "park",
    "privat",
    "rehabilitations",
    "unfall",
    "insel",
    "bürger",
    "bundeswehr",
    "akademi",
)
"""Beginnings that many institutions share: they name one only together with a place."""


def german_finder(words: Words) -> Callable[[str], Iterator[Span]]:
    """Return a finder of German institutions."""
    kinds = either(words["organisations"])
    word = re.compile(
        rf"(?<![\w-])(?P<before>(?:[^\W\d_][\w.]{{0,30}}-){{0,4}}?(?:[^\W\d_]\w{{0,30}}?)?)"
        rf"(?P<kind>(?i:{kinds})(?:es|s)?)(?![\w])"
    )
    acronym = re.compile(rf"(?<![\w-])(?:{either(words['institution_acronyms'])})(?![\w-])")
    prefixes = tuple(words["institution_prefixes"])
    generic = frozenset(words["generic_prefixes"])
    geographic = frozenset(words["geographic_words"])
    known = place_names("de") | ambiguous_place_names("de")
    given = given_names("de")
    dull = frozenset(
        w for name in ("clinical", "months", "weekdays", "titles") for w in words[name]
    )

    def place(text: str, end: int) -> int:
        """Return the end of a place's name behind an institution; ``end`` if there is none."""
        if order := _ORDER.match(text, end):
            end = order.end()
        if quoted := _QUOTED.match(text, end):
            return quoted.end()
        match = _BEHIND.match(text, end)
        if not match:
            return end
        name = match["name"]
        cuts = [m.start() for m in re.finditer(r"[ \t]", name)]
        for stop in (len(name), *reversed(cuts)):
            part = name[:stop].casefold()
            if part in dull:
                continue
            if (
                part in known
                or PLACE_LIKE.search(name[:stop])
                or (match["link"] and part in geographic)
            ):
                return match.start("name") + stop
        return end

    def find(text: str) -> Iterator[Span]:
        for match in word.finditer(text):
            before, start, kind_end = match["before"], match.start(), match.end()
            if not match[0][0].isupper():
                continue
            saint = _SAINT.search(text, max(0, start - 45), start)
            end = place(text, kind_end)
            stem = before.rstrip("-").casefold()
            own = before.endswith("-") and stem not in generic and stem.split("-")[0] not in generic
            named = stem in given or (stem.startswith(prefixes) and stem not in generic)
            church = named and not stem.startswith(_PUBLIC)
            if saint:
                start = saint.start()
            elif not (end > kind_end or own or church):
                continue
            if part := _FOR.search(text, max(0, start - 110), start):
                start = part.start()
            score = SCORE if saint or end > kind_end or church else WEAK
            yield Span(start, end, "ORGANIZATION", score, reason="a name with an institution in it")
        for match in acronym.finditer(text):
            end = place(text, match.end())
            if end > match.end():
                yield Span(
                    match.start(), end, "ORGANIZATION", SCORE, reason="an institution and a place"
                )
        for pattern in (_PRACTICE, _HOUSE):
            for match in pattern.finditer(text):
                yield Span(*match.span(), "ORGANIZATION", SCORE, reason="an institution and a name")

    return find
